"""
Receipt codes: the only thing by which somebody who brought an appeal is known.

Twenty digits (66 bits) in groups of four, kept as a memory-hard hash with the salt of the installation, so that one
look-up finds it and whoever holds the database cannot try them out (RFC 7914).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.conf import settings

DIGITS = 20
#: 16 MiB and about 50 ms for one.
_COST, _BLOCK = 2**14, 8
_NOT_DIGITS = re.compile(r"[\s\-－—]+")


@dataclass(frozen=True)
class Receipt:
    """A code as it is written, four digits five times, and what is kept of it."""

    code: str
    kept: str


def issue() -> Receipt:
    """A new one. It takes 50 ms of computing: made before a transaction begins, not inside it."""
    return _receipt(secrets.randbelow(10**DIGITS))


def issue_for(secret: str, *said: str) -> tuple[Receipt, str]:
    """
    The receipt of what a browser says under a secret of its own, and the name of that delivery. The same form sent
    twice, because the answer got lost on a bad line, has the same of both; a changed one is another matter.
    """
    given = "\x1f".join((secret, *said)).encode()
    code, name = (hmac.digest(settings.SECRET.derive(use, 32), given, "sha256") for use in ("receipt code", "delivery"))
    return _receipt(int.from_bytes(code, "big") % 10**DIGITS), name.hex()[:40]


def form_secret(given: str) -> str:
    """What a form sends back to show that it is the same form: as given, else a new one."""
    return given[:32] or secrets.token_hex(16)


def _receipt(number: int) -> Receipt:
    code = spaced(f"{number:0{DIGITS}d}")
    return Receipt(code, hash_of(code))


def spaced(digits: str) -> str:
    """Digits as people copy them."""
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def read_code(text: str) -> str | None:
    """The twenty digits of what somebody typed, full-width ones too; None when it is no code."""
    digits = _NOT_DIGITS.sub("", text.strip())
    if len(digits) != DIGITS or not digits.isdecimal():
        return None
    return "".join(str(int(digit)) for digit in digits)


def hash_of(code: str) -> str:
    """What is kept of a code."""
    digits = code.replace(" ", "").encode()
    return hashlib.scrypt(digits, salt=settings.SECRET.derive("receipt", 32), n=_COST, r=_BLOCK, p=1, dklen=32).hex()


def has_code(text: str) -> bool:
    """Whether a text holds something like a receipt: people paste it where others could read it."""
    return re.search(r"(?<!\d)\d{4}(?:[ \-]?\d{4}){4}(?!\d)", text) is not None
