"""
Texts sealed one by one, for columns of a database.

A sealed text is bound to its place (table, column, row): copied to another row it does not open. Nothing can be asked
of it in the database but whether it is there.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag

from mingcha.engine.sealing.ciphers import BoundCipher
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_MARK = "sealed1"


def seal_text(secret: Secret, text: str, place: str) -> str:
    """The text as it lies in the database: `sealed1.<number of the key>.<base64>`."""
    return f"{_MARK}.0.{base64.b64encode(BoundCipher(secret, 'text').encrypt(text.encode(), place.encode())).decode()}"


def open_text(secret: Secret, sealed: str, place: str) -> str:
    """The text that was sealed for this place. Refused (`text.damaged`) when it was changed, or sealed for another."""
    try:
        mark, _number, body = sealed.split(".")
        plain = BoundCipher(secret, "text").decrypt(base64.b64decode(body, validate=True), place.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise _damaged() from None
    if mark != _MARK:
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
