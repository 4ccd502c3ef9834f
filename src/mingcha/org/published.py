"""
The days that the State Council published, as the `holidays` library knows them.

The library guesses later years from the law alone. A year counts as published when the library holds the exchanged days
of its notice, and nothing is taken from other years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import holidays
from holidays.countries.china import ChinaStaticHolidays

from mingcha.kernel.messages import Message
from mingcha.org.calendar import Special

#: The first year with 清明, 端午 and 中秋 (全国年节及纪念日放假办法, revision of 2007).
FIRST_YEAR = 2008
_EXCHANGED = re.compile(r"休息日（由 (\d{4})-(\d\d)-(\d\d) 调休）")


@dataclass(frozen=True)
class PublishedYear:
    """A year's special days and the notice that they stand in."""

    year: int
    citation: str
    source: str
    days: dict[date, Special]


def published_years() -> tuple[int, ...]:
    """The years whose notices the library holds, oldest first."""
    return tuple(sorted(year for year in ChinaStaticHolidays.special_public_holidays if year >= FIRST_YEAR))


def published_year(year: int) -> PublishedYear:
    """The special days of a year; make-up workdays may lie in the December before. KeyError: not published."""
    if year not in published_years():
        raise KeyError(year)
    return PublishedYear(
        year, f"国务院办公厅关于{year}年部分节假日安排的通知", f"holidays {version('holidays')}", dict(_days(year))
    )


def _days(year: int) -> Iterator[tuple[date, Special]]:
    chinese = holidays.country_holidays("CN", years=year, language="zh_CN")
    english = holidays.country_holidays("CN", years=year, language="en_US")
    for day, name in chinese.items():
        if day.year != year:
            continue
        found = _EXCHANGED.search(name)
        if found is None:
            yield day, Special("holiday", Message(name, english[day]))
            continue
        worked = date(*map(int, found.groups()))
        yield day, Special("rest", Message(f"与{worked:%m月%d日}对调", f"exchanged with {worked:%d %B}"))
        yield worked, Special("workday", Message(f"与{day:%m月%d日}对调", f"exchanged with {day:%d %B}"))
