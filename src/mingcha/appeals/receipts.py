"""
Receipt codes: the only thing by which somebody who brought an appeal is known.

Twenty digits (66 bits) in groups of four, kept as a memory-hard hash with the salt of the installation, so that one
look-up finds it and whoever holds the database cannot try them out (RFC 7914).
"""

from __future__ import annotations

import hashlib
import re
import secrets

from django.conf import settings

DIGITS = 20
#: 16 MiB and about 50 ms for one.
_COST, _BLOCK = 2**14, 8
_NOT_DIGITS = re.compile(r"[\s\-－—]+")


def new_code() -> str:
    """A code, as it is written: four digits five times."""
    return spaced(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")


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
