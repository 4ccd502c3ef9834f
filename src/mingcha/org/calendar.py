"""
The working calendar as arithmetic: which days are workdays, and why. No database, no clock.

China exchanges days: a weekend day may be worked so that a weekday is free (调休). A calendar therefore says for known
years which days are not what their weekday says. About an unknown year it says nothing and refuses
(`calendar.unknown_year`), because Monday to Friday would be a guess, and wrong in every year there has been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: The one time zone of the country (no summer time since 1991): where a day begins and ends.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
ONE_DAY = timedelta(days=1)
_SATURDAY = 5
#: Kinds of days in words.
WORDS = {
    "holiday": Message("法定节假日", "statutory holiday"),
    "rest": Message("调休休息日", "day off in exchange"),
    "workday": Message("调休上班日", "make-up workday"),
    "weekday": Message("工作日", "workday"),
    "weekend": Message("周末", "weekend"),
    "assumed_weekday": Message(
        "工作日（该年日历尚未公布，暂按星期计）", "workday (calendar not published yet: by weekday)"
    ),
    "assumed_weekend": Message(
        "周末（该年日历尚未公布，暂按星期计）", "weekend (calendar not published yet: by weekday)"
    ),
}


@dataclass(frozen=True)
class Special:
    """Why a day is not what its weekday says: `holiday`, `rest` or `workday`, and its name in both languages."""

    kind: str
    name: Message


@dataclass(frozen=True)
class DaySaid:
    """One day, whether it is a workday, and why in both languages; `kind` is for colours and tests."""

    day: date
    is_workday: bool
    kind: str
    why: Message


@dataclass(frozen=True)
class Calendar:
    """
    Known years and their special days.

    `assume_weeks`: unknown years are read by weekday, and say so, instead of being refused. Only for what must not wait
    for the State Council and is computed again afterwards.
    """

    years: frozenset[int]
    specials: Mapping[date, Special] = field(default_factory=dict)
    assume_weeks: bool = False

    def knows(self, day: date) -> bool:
        """Whether the year of `day` is known."""
        return day.year in self.years

    def say(self, day: date) -> DaySaid:
        """What `day` is. Refused (`calendar.unknown_year`)."""
        known = self.knows(day)
        if not known and not self.assume_weeks:
            raise unknown_year(day.year)
        special = self.specials.get(day)
        if special:
            word = WORDS[special.kind]
            why = Message(f"{word.zh}：{special.name.zh}", f"{word.en}: {special.name.en}")
            return DaySaid(day, special.kind == "workday", special.kind, why)
        is_workday = day.weekday() < _SATURDAY
        kind = "weekday" if is_workday else "weekend"
        return DaySaid(day, is_workday, kind, WORDS[kind if known else f"assumed_{kind}"])

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`. Refused (`calendar.unknown_year`)."""
        return self.say(day).is_workday

    def explain(self, first: date, last: date) -> Iterator[DaySaid]:
        """Every day from `first` to `last`, both included, with the reason. Refused (`calendar.unknown_year`)."""
        day = first
        while day <= last:
            yield self.say(day)
            day += ONE_DAY

    def add_workdays(self, day: date, count: int) -> date:
        """
        The day that is `count` workdays after `day` (before it, when negative); `day` itself is not counted.

        Nothing moves when `count` is 0. Refused (`calendar.unknown_year`).
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Workdays after `first` up to and including `last`; negative when `last` is the earlier. Refused."""
        if last < first:
            return -sum(said.is_workday for said in self.explain(last, first - ONE_DAY))
        return sum(said.is_workday for said in self.explain(first + ONE_DAY, last))

    def next_workday(self, day: date) -> date:
        """`day` when it is a workday, else the first one after it (民法典 第二百零三条). Refused."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)


def unknown_year(year: int) -> Refused:
    """The refusal to speak about a year that is not known."""
    return Refused(
        "calendar.unknown_year",
        Message(
            f"{year}年的工作日历尚未录入，无法计算工作日。请在国务院办公厅公布放假安排后，由日历管理员在“工作日历”中录入。",
            f"The working calendar of {year} is not known, so workdays cannot be counted. Once the State Council has "
            "published the holidays, somebody who keeps the calendar enters them on the page “Working calendar”.",
        ),
    )


def day_of(moment: datetime) -> date:
    """The day in China of a moment."""
    return moment.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """The first moment of a day in China; its last moment is the start of the next day."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
