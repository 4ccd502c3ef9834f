"""
Periods money is *for*: months, quarters, halves, years, school terms and other ranges of months.

Stored as label, first month, last month: `202003`, `2020Q1`, `2020H1`, `2020`, `2020春`, `202001-202005`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mingcha.engine.normalise.cells import Cell
from mingcha.engine.normalise.months import month
from mingcha.kernel.identifiers import FIRST_YEAR, FOLD, LAST_YEAR

_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2}
_QUARTER = re.compile(r"([0-9]{4})年?度?[-/.]?(?:第?([一二三四1-4])季度?|Q([1-4])|([1-4])Q)")
_HALF = re.compile(r"([0-9]{4})年?度?(?:([上下])半年|[-/.]?H([12]))")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度|全年|年全年)?")
_TERM = re.compile(r"([0-9]{4})年?([春秋])季?(?:学期)?")
_SCHOOL_YEAR = re.compile(r"([0-9]{4})[-—至/]([0-9]{4})学年度?第?([一二12上下])(?:学期|期)")
_SAME_YEAR = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})月?[-—~至到]([0-9]{1,2})月?份?")
_RANGE = re.compile(r"(.{6,10}?)[-—~至到]+([0-9]{4}.{2,6})")


@lru_cache(maxsize=1 << 14)
def period(text: str) -> Cell:
    """(label, first month, last month), or MISSING or BAD_PERIOD."""
    word = text.translate(FOLD).upper().replace("–", "-").replace("～", "~").replace("−", "-")
    for read in (_quarter, _half, _year, _term, _school_year, _one_month, _range):
        found = read(word)
        if found is not None:
            return Cell(found)
    return Cell(None, "MISSING" if month(text).reason == "MISSING" else "BAD_PERIOD")


Span = tuple[str, int, int]


def span(first: int, last: int) -> Span | None:
    """The range of months first..last under its usual label: a month, quarter, half, year, or `first-last`."""
    if not (1 <= first % 100 <= 12 and 1 <= last % 100 <= 12 and first <= last):
        return None
    year, start, end = first // 100, first % 100, last % 100
    if not FIRST_YEAR <= year <= last // 100 <= LAST_YEAR:
        return None
    label = f"{first}-{last}"
    if first == last:
        label = str(first)
    elif year == last // 100 and start % 3 == 1 and end == start + 2:
        label = f"{year}Q{end // 3}"
    elif year == last // 100 and (start, end) in ((1, 6), (7, 12), (1, 12)):
        label = {(1, 6): f"{year}H1", (7, 12): f"{year}H2"}.get((start, end), str(year))
    return label, first, last


def _quarter(word: str) -> Span | None:
    found = _QUARTER.fullmatch(word)
    if found is None:
        return None
    number = _NUMBERS[found[2] or found[3] or found[4]]
    return span(int(found[1]) * 100 + number * 3 - 2, int(found[1]) * 100 + number * 3)


def _half(word: str) -> Span | None:
    found = _HALF.fullmatch(word)
    if found is None:
        return None
    number = _NUMBERS[found[2] or found[3]]
    return span(int(found[1]) * 100 + number * 6 - 5, int(found[1]) * 100 + number * 6)


def _year(word: str) -> Span | None:
    found = _YEAR.fullmatch(re.sub(r"^([0-9]{4})\.0+$", r"\1", word))
    return span(int(found[1]) * 100 + 1, int(found[1]) * 100 + 12) if found else None


def _term(word: str) -> Span | None:
    found = _TERM.fullmatch(word)
    return _term_span(int(found[1]), found[2]) if found else None


def _school_year(word: str) -> Span | None:
    """2019-2020学年第一学期 is the autumn of 2019, the second term the spring of 2020."""
    found = _SCHOOL_YEAR.fullmatch(word)
    if found is None or int(found[2]) != int(found[1]) + 1:
        return None
    return _term_span(int(found[1]), "秋") if _NUMBERS[found[3]] == 1 else _term_span(int(found[2]), "春")


def _term_span(year: int, season: str) -> Span | None:
    """Spring is February to July, autumn September to January."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        return None
    ends = (year * 100 + 2, year * 100 + 7) if season == "春" else (year * 100 + 9, year * 100 + 101)
    return f"{year}{season}", *ends


def _one_month(word: str) -> Span | None:
    value = month(word).value
    return span(value, value) if value else None


def _range(word: str) -> Span | None:
    found = _SAME_YEAR.fullmatch(word)
    if found:
        return span(int(found[1]) * 100 + int(found[2]), int(found[1]) * 100 + int(found[3]))
    found = _RANGE.fullmatch(word)
    first, last = (month(found[1]).value, month(found[2]).value) if found else (None, None)
    return span(first, last) if first and last else None
