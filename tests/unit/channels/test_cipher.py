"""The cipher against the public vector, and against everything that is not quite a message."""

from __future__ import annotations

import base64
import os
import random
import struct
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mingcha.channels.cipher import CallbackCipher, check_signature, signature_of
from mingcha.channels.refusals import CallbackRefused

#: The example of WeCom's own developer page (90968), decrypted alike by three implementations.
TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
STAMP, NONCE, SIGNATURE = "1409659589", "263014780", "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
CIPHER = CallbackCipher(TOKEN, KEY, CORP)


def sealed(plain: bytes) -> str:
    """Raw blocks under the key, as only somebody who holds it could make them."""
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def packed(message: bytes, receive: bytes = CORP.encode(), length: int | None = None) -> bytes:
    body = os.urandom(16) + struct.pack(">I", len(message) if length is None else length) + message + receive
    count = 32 - len(body) % 32
    return body + bytes([count]) * count


def why(act: Callable[[], object]) -> str:
    with pytest.raises(CallbackRefused) as refused:
        act()
    assert refused.value.code == "callback.refused"
    return refused.value.why


def test_the_public_vector() -> None:
    found = CIPHER.opened(ECHO, signature=SIGNATURE, timestamp=STAMP, nonce=NONCE)
    assert found == b"1616140317555161061"
    assert CIPHER.signed(ECHO, timestamp=STAMP, nonce=NONCE) == SIGNATURE


def test_what_is_sealed_opens_whatever_its_length() -> None:
    for length in range(200):
        message = os.urandom(length)
        assert CIPHER.decrypt(CIPHER.encrypt(message)) == message
    robot = CallbackCipher(TOKEN, KEY, "")
    assert robot.decrypt(robot.encrypt("群里有人@我".encode())).decode() == "群里有人@我"


def test_another_receive_id_is_refused() -> None:
    for other in ("", "wx0", CORP[:-1], CORP + "x"):
        text = CallbackCipher(TOKEN, KEY, other).encrypt(b"message")
        assert why(lambda text=text: CIPHER.decrypt(text)) == "receive_id"  # type: ignore[misc]


def test_every_padding_byte_is_checked() -> None:
    good = packed(b"a message")
    count = good[-1]
    assert CIPHER.decrypt(sealed(good)) == b"a message"
    for place in range(1, count + 1):
        bad = bytearray(good)
        bad[-place] ^= 1
        assert why(lambda bad=bad: CIPHER.decrypt(sealed(bytes(bad)))) in ("padding", "receive_id")  # type: ignore[misc]
    for last in (0, 33, 255):
        assert why(lambda last=last: CIPHER.decrypt(sealed(good[:-1] + bytes([last])))) == "padding"  # type: ignore[misc]


def test_every_length_but_the_right_one_is_refused() -> None:
    for length in (0, 8, 10, 26, 27, 28, 2**16, 2**31, 2**32 - 1):
        assert why(lambda n=length: CIPHER.decrypt(sealed(packed(b"a message", length=n)))) in (  # type: ignore[misc]
            "length",
            "receive_id",
        )
    assert why(lambda: CIPHER.decrypt(sealed(b"x" * 12 + bytes([20]) * 20))) == "length"


@pytest.mark.parametrize(
    "text", ["", "=", "文", "AAAA", "A" * 43, ECHO[:-4], ECHO[4:], ECHO + "AAAA", ECHO + "\n", "\ud800"]
)
def test_what_is_no_ciphertext_is_refused(text: str) -> None:
    why(lambda: CIPHER.decrypt(text))
    why(lambda: CIPHER.opened(text, signature=SIGNATURE, timestamp=STAMP, nonce=NONCE))


def test_signatures() -> None:
    good = signature_of(TOKEN, STAMP, NONCE)
    check_signature(good, TOKEN, STAMP, NONCE)
    assert signature_of(NONCE, TOKEN, STAMP) == good
    for bad in ("", good[:-1], good.upper(), good + "0", "签名", "\ud800"):
        assert why(lambda bad=bad: check_signature(bad, TOKEN, STAMP, NONCE)) == "signature"  # type: ignore[misc]


def test_noise_is_refused() -> None:
    noise = random.Random(7)
    for _ in range(2000):
        text = base64.b64encode(noise.randbytes(32 * noise.randint(1, 4))).decode()
        why(lambda text=text: CIPHER.decrypt(text))  # type: ignore[misc]


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "=", KEY[:-1] + "-", KEY + "A"])
def test_keys_that_are_none(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        CallbackCipher(TOKEN, key, CORP).check_key()
