"""
The callback cipher of WeChat and WeCom (WeCom developer page 91144 and the official account's of the same wording).

EncodingAESKey: 43 characters of base64 without the last `=`, 32 bytes. AES-256-CBC with the first 16 bytes of the key
as IV; PKCS#7 to blocks of 32 bytes. What is sealed: 16 random bytes, the length of the message in 4 bytes (big-endian),
the message, the ReceiveId (AppID, CorpID, or nothing for a robot). Signature: SHA-1, in hex, of the sorted parts in a
row. Everything that does not fit is one refusal, `CallbackRefused`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mingcha.channels.refusals import CallbackRefused

BLOCK, SALT, LENGTH = 32, 16, 4
_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


def signature_of(*parts: str) -> str:
    """Of token, timestamp and nonce, in encrypted mode of the ciphertext too."""
    return hashlib.sha1(b"".join(sorted(map(_bytes, parts))), usedforsecurity=False).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """Compared in constant time. Refused."""
    if not hmac.compare_digest(_bytes(given), signature_of(*parts).encode()):
        raise CallbackRefused("signature")


def _bytes(text: str) -> bytes:
    """JSON can hold half a surrogate pair: it is a wrong text then, and no defect."""
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class CallbackCipher:
    """Opens and seals the messages of one account."""

    token: str = field(repr=False)
    key: str = field(repr=False)
    receive: str

    def check_key(self) -> None:
        """ValueError when it is no EncodingAESKey."""
        if not _KEY.fullmatch(self.key):
            raise ValueError("key: EncodingAESKey 为43位字母数字 has 43 letters and digits")

    def opened(self, encrypted: str, *, signature: str, timestamp: str, nonce: str) -> bytes:
        """The message in what a callback brought: signature first, then everything inside. Refused."""
        check_signature(signature, self.token, timestamp, nonce, encrypted)
        return self.decrypt(encrypted)

    def decrypt(self, encrypted: str) -> bytes:
        """Refused."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except ValueError:
            raise CallbackRefused("base64") from None
        if not sealed or len(sealed) % BLOCK:
            raise CallbackRefused("length")
        decryptor = self._cipher().decryptor()
        return self._message(_unpadded(decryptor.update(sealed) + decryptor.finalize()))

    def _message(self, plain: bytes) -> bytes:
        start = SALT + LENGTH
        if len(plain) < start:
            raise CallbackRefused("length")
        (length,) = struct.unpack(">I", plain[SALT:start])
        if start + length > len(plain):
            raise CallbackRefused("length")
        if not hmac.compare_digest(plain[start + length :], self.receive.encode()):
            raise CallbackRefused("receive_id")
        return plain[start : start + length]

    def encrypt(self, message: bytes) -> str:
        """As the platform would."""
        plain = os.urandom(SALT) + struct.pack(">I", len(message)) + message + self.receive.encode()
        count = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([count]) * count) + encryptor.finalize()).decode()

    def signed(self, encrypted: str, *, timestamp: str, nonce: str) -> str:
        """The `msg_signature` beside a ciphertext."""
        return signature_of(self.token, timestamp, nonce, encrypted)

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _unpadded(plain: bytes) -> bytes:
    count = plain[-1]
    if not 1 <= count <= BLOCK or not hmac.compare_digest(plain[-count:], bytes([count]) * count):
        raise CallbackRefused("padding")
    return plain[:-count]
