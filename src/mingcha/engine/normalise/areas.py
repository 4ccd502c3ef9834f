"""Statistical area codes: 6 digits county, 9 township, 12 village, padded to 12."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise.cells import Cell
from mingcha.kernel.identifiers import FOLD, PLACEHOLDERS, PROVINCES

_FOLDED_ID = re.compile(r"([0-9]{6}|[0-9]{9}|[0-9]{12})(?:\.0+)?")


@lru_cache(maxsize=1 << 16)
def area(text: str) -> Cell:
    """The code as an integer of 12 digits, or MISSING or BAD_AREA."""
    word = text.translate(FOLD).upper()
    if not word.strip("0-") or word in PLACEHOLDERS:
        return Cell(None, "MISSING")
    found = _FOLDED_ID.fullmatch(word)
    return Cell(int(found[1].ljust(12, "0"))) if found and found[1][:2] in PROVINCES else Cell(None, "BAD_AREA")


def counties(codes: Any, fallback: int | None) -> Any:
    """Six-digit county of each row: from its area code where there is one, else what the file says."""
    found = pc.divide(codes, pa.scalar(10**6, pa.int64())).cast(pa.int32())
    return found if fallback is None else found.fill_null(fallback)
