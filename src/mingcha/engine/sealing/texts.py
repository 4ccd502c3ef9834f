"""
Texts sealed one by one, for columns of a database.

A sealed text is bound to its place (table, column, row): copied to another row it does not open. Nothing can be asked
of it in the database but whether it is there.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag

from mingcha.engine.sealing import ring
from mingcha.engine.sealing.ciphers import BoundCipher
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_MARK = "sealed1"


def seal_text(secret: Secret, text: str, place: str) -> str:
    """The text as it lies in the database: `sealed1.<number of the key>.<base64>`."""
    number = ring.newest(secret)
    sealed = BoundCipher(ring.numbered(secret, number), "text").encrypt(text.encode(), place.encode())
    return f"{mark(number)}{base64.b64encode(sealed).decode()}"


def mark(number: int) -> str:
    """How every text begins that is sealed under the key with a number."""
    return f"{_MARK}.{number}."


def open_text(secret: Secret, sealed: str, place: str) -> str:
    """The text that was sealed for this place. Refused (`text.damaged`) when it was changed, or sealed for another."""
    try:
        kind, number, body = sealed.split(".")
        sealing = ring.numbered(secret, int(number))
        plain = BoundCipher(sealing, "text").decrypt(base64.b64decode(body, validate=True), place.encode())
    except (InvalidTag, KeyError, ValueError, binascii.Error):
        raise _damaged() from None
    if kind != _MARK:
        raise _damaged()
    return plain.decode()


def _damaged() -> Refused:
    return Refused(
        "text.damaged",
        Message(
            "封存的文字已损坏、被移动，或密钥不对。请换回原密钥，或从备份恢复。",
            "A sealed text is damaged, was moved, or belongs to another key. Restore the key, or the backup.",
        ),
    )
