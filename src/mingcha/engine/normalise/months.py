"""Months (YYYYMM) and years (YYYY)."""

from __future__ import annotations

import re
from functools import lru_cache

from mingcha.engine.normalise.cells import Cell
from mingcha.engine.normalise.dates import day_or_month, moment, serial_day
from mingcha.kernel.identifiers import FIRST_YEAR, FOLD, LAST_YEAR

_YEAR = re.compile(r"([0-9]{4})(?:\.0+)?(?:年度?|学年)?")


@lru_cache(maxsize=1 << 16)
def month(text: str) -> Cell:
    """YYYYMM of a month, or of the day a cell holds; else MISSING or BAD_MONTH."""
    word = re.sub(r"^([0-9]{6})\.0+$", r"\1", text.translate(FOLD))
    found = day_or_month(word)
    day = found[0] if found else serial_day(word) if re.fullmatch(r"[0-9]{5}", word) else None
    if day is not None:
        return Cell(day.year * 100 + day.month)
    cell = moment(text)
    if cell.value is not None and re.fullmatch(r"[0-9.]{1,9}", word) is None:
        return Cell(cell.value.year * 100 + cell.value.month)
    return Cell(None, "MISSING" if cell.reason == "MISSING" else "BAD_MONTH")


@lru_cache(maxsize=1 << 12)
def year(text: str) -> Cell:
    """YYYY of `2020`, `2020年度`, or of the month or day a cell holds; else MISSING or BAD_YEAR."""
    found = _YEAR.fullmatch(text.translate(FOLD))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return Cell(int(found[1]))
    cell = month(text)
    if cell.value is not None:
        return Cell(cell.value // 100)
    return Cell(None, "MISSING" if cell.reason == "MISSING" else "BAD_YEAR")
