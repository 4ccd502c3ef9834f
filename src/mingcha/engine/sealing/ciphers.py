"""Authenticated encryption with either cipher: AES-256-GCM, or SM4-GCM (GB/T 32907, GB/T 36624)."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mingcha.engine.sealing.secret import Secret

NONCE, TAG = 12, 16


class BoundCipher:
    """Encrypts under the key derived for `label`; what is decrypted must come with the context it was encrypted in."""

    def __init__(self, secret: Secret, label: str) -> None:
        self._key = secret.derive(label, secret.key_length)
        self._aes = AESGCM(self._key) if secret.cipher == "aes" else None

    def encrypt(self, plain: bytes, context: bytes) -> bytes:
        """`nonce ‖ ciphertext ‖ tag`."""
        nonce = os.urandom(NONCE)
        if self._aes:
            return nonce + self._aes.encrypt(nonce, plain, context)
        encryptor = Cipher(algorithms.SM4(self._key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context)
        return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def decrypt(self, sealed: bytes, context: bytes) -> bytes:
        """What `encrypt` was given. InvalidTag when key or context is another, or a bit differs."""
        nonce, body = sealed[:NONCE], sealed[NONCE:]
        if self._aes:
            return self._aes.decrypt(nonce, body, context)
        decryptor = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, body[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(context)
        return decryptor.update(body[:-TAG]) + decryptor.finalize()
