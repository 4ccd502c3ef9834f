"""The time a table is for, as file, sheet and title say it: month, quarter, half year, term or year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Where = Literal["file", "sheet", "title"]

_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_REPORTED = re.compile(
    r"(?:填报|填表|制表|打印|报送|报表|更新|导出|生成|统计|制单|发布|公示|截止|截至|印发|审核)(?:日期|时间|期|起止)?[:：]?\s*"
    r"(?:自|从)?(?:19|20)\d{2}\s*[-年./]\s*\d{1,2}\s*[-月./]?\s*(?:\d{1,2}\s*日?)?(?:\s*(?:至|到|-|~|—)\s*(?:(?:19|20)?\d{2,4}年)?"
    r"\d{1,2}[月.]\d{1,2}日?)?"
)
_FULL_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}(?!\d)|"
    r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_RANGE = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}年?\s*[-—~至到、和]+\s*(?:19|20)\d{2}年?(?:度)?|(?:19|20)\d{2}年\d{1,2}月?\s*[-—~至到]\s*(?:(?:19|20)\d{2}年)?\d{1,2}月|"
    r"(?<!\d)\d{1,2}\s*月?[-—~至到]\s*\d{1,2}月"
)
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*[年./_-]\s*(\d{1,2})(?![\d%])\s*月?|(0[1-9]|1[0-2])(?!\d))")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})年(?=\d{1,2}月)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*(?:年|年度)?")
_MONTH = re.compile(r"(?<![\d.])(1[0-2]|0?[1-9])\s*月(?:份)?")
_BARE_MONTH = re.compile(r"^(?:m)?(1[0-2]|0?[1-9])$", re.I)
_TEN = re.compile(r"十([一二])?(?=月)")
_QUARTER = re.compile(r"(?:第?\s*([1-4])\s*季度?|[Qq]([1-4]))(?!\d)")
_HALF = re.compile(r"([上下])半年")
_TERM = re.compile(r"([春秋])季?")


@dataclass(frozen=True)
class Period:
    """What one place says. `month` 1..12, `quarter` 1..4, `half` 上/下, `term` 春/秋; None or "" when unsaid."""

    where: Where
    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    half: str = ""
    term: str = ""


def read_period(text: str, where: Where) -> Period:
    """The period that `text` names; dates of reporting and ranges of years are not periods."""
    text = _digits(text)
    for noise in (_REPORTED, _FULL_DATE, _RANGE):
        text = noise.sub(" ", text)
    year, month = _year_and_month(text, where)
    quarter, half, term = _QUARTER.search(text), _HALF.search(text), _TERM.search(text)
    return Period(
        where,
        year,
        month,
        int(quarter[1] or quarter[2]) if quarter and month is None else None,
        half[1] if half else "",
        term[1] if term and year else "",
    )


def _digits(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    text = _TEN.sub(lambda ten: {"一": "11", "二": "12"}.get(ten[1] or "", "10"), text)
    if re.search(r"[〇零一二三四五六七八九](?:年|月|季)|[〇零一二三四五六七八九]{4}", text):
        text = re.sub(
            r"[〇零一二三四五六七八九]+(?=年|月|季|[〇零一二三四五六七八九])|[〇零一二三四五六七八九](?=年|月|季)",
            lambda found: found[0].translate(_CHINESE),
            text,
        )
    return _SHORT_YEAR.sub(r"20\1年", text)


def _year_and_month(text: str, where: Where) -> tuple[int | None, int | None]:
    both = _YEAR_MONTH.search(text)
    if both and 1 <= int(both[2] or both[3]) <= 12:
        return int(both[1]), int(both[2] or both[3])
    years = {int(found[1]) for found in _YEAR.finditer(text)}
    months = {int(found[1]) for found in _MONTH.finditer(text)}
    bare = _BARE_MONTH.match(text) if where == "sheet" else None
    if bare and not years:
        months = {int(bare[1])}
    return (years.pop() if len(years) == 1 else None), (months.pop() if len(months) == 1 else None)


def combine(periods: Sequence[Period]) -> Period | None:
    """
    What the places say together, the most telling first in `periods`: the first that has a part of a year decides,
    its year from itself, else from the others. None when nobody names a year.
    """
    years = [period.year for period in periods if period.year is not None]
    if not years:
        return None
    for finest in ("month", "quarter", "half", "term"):
        for period in periods:
            if getattr(period, finest):
                year = period.year or years[0]
                return Period(period.where, year, **{finest: getattr(period, finest)})
    first = next(period for period in periods if period.year is not None)
    return Period(first.where, first.year)


def as_text(period: Period, kind: str) -> str | None:
    """`period` as a column of type `kind` wants it: 202001, 2020Q1, 2020上半年, 2020春, 2020; None if too coarse."""
    if kind == "year":
        return str(period.year)
    if period.month:
        return f"{period.year}{period.month:02d}"
    if kind == "month":
        return None
    if period.quarter:
        return f"{period.year}Q{period.quarter}"
    if period.half:
        return f"{period.year}{period.half}半年"
    return f"{period.year}{period.term}"
