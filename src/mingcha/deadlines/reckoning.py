"""
When something is due, day by day. Pure: terms, pauses and a calendar give a moment and a reason for every day.

The day on which a clock starts does not count, a promise ends at midnight after its last day (民法典 第二百零一条,
第二百零三条), and days touched by a pause do not count: whoever waits for somebody else loses no time. A month ends on
the day of the same number, or on the last of a month that has none (民法典 第二百零二条).
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingcha.kernel.messages import Message
from mingcha.org.calendar import CHINA, ONE_DAY, Calendar, day_of, start_of

WORKDAYS, DAYS, HOURS, MONTHS = "workdays", "days", "hours", "months"


@dataclass(frozen=True)
class Terms:
    """
    What is promised: `amount` of `unit` (workdays, days, hours, months).

    `rolls`: a promise in days or months whose last day is free ends on the next workday. `warn`: how long before the
    end it counts as soon due, and `ladder`: how long after it each further level is reached; both in hours for a
    promise in hours, else in workdays.
    """

    amount: int
    unit: str
    rolls: bool = True
    warn: int = 3
    ladder: tuple[int, ...] = ()


@dataclass(frozen=True)
class Interval:
    """From when until when a clock stood still."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Step:
    """One day on the way: `number` when it was counted, and why or why not in both languages."""

    day: date
    number: int | None
    why: Message


@dataclass(frozen=True)
class Reckoned:
    """The moment, the moment from which it is soon, the days on the way, and whether a year on it was only assumed."""

    due_at: datetime
    warn_at: datetime
    steps: tuple[Step, ...]
    is_provisional: bool

    @property
    def due_on(self) -> date:
        """The last day."""
        return last_day(self.due_at)


def last_day(due_at: datetime) -> date:
    """The day on which something is due that is due before `due_at`: midnight belongs to the day before."""
    return day_of(due_at - timedelta(microseconds=1))


def reckon(started_at: datetime, terms: Terms, pauses: Iterable[Interval], calendar: Calendar) -> Reckoned:
    """When something is due that started at a moment. Refused (`calendar.unknown_year`) unless the calendar assumes."""
    pauses = tuple(pauses)
    steps = tuple(
        _hour_steps(started_at, terms, pauses)
        if terms.unit == HOURS
        else _day_steps(started_at, terms, pauses, calendar)
    )
    if terms.unit == HOURS:
        stood = sum((pause.end - pause.start for pause in pauses), timedelta())
        due_at = started_at + timedelta(hours=terms.amount) + stood
        return Reckoned(due_at, due_at - timedelta(hours=terms.warn), steps, False)
    last = steps[-1].day
    warn_at = start_of(calendar.add_workdays(last + ONE_DAY, -terms.warn))
    return Reckoned(start_of(last + ONE_DAY), warn_at, steps, not all(calendar.knows(step.day) for step in steps))


def rung(due_at: datetime, terms: Terms, level: int, calendar: Calendar) -> datetime | None:
    """The moment at which `level` is reached, the first when it is due; None: there is no such level."""
    if level == 1:
        return due_at
    if level - 2 >= len(terms.ladder):
        return None
    after = terms.ladder[level - 2]
    if terms.unit == HOURS:
        return due_at + timedelta(hours=after)
    return start_of(calendar.add_workdays(last_day(due_at), after) + ONE_DAY)


def _day_steps(started_at: datetime, terms: Terms, pauses: tuple[Interval, ...], calendar: Calendar) -> Iterator[Step]:
    stood = {day for pause in pauses for day in _days_of(pause)}
    day, number = day_of(started_at), 0
    length = (add_months(day, terms.amount) - day).days if terms.unit == MONTHS else terms.amount
    yield Step(day, None, Message("开始当日不计入", "the day it started is not counted"))
    while number < length:
        day += ONE_DAY
        said = calendar.say(day)
        if day in stood:
            yield Step(day, None, Message("暂停计时，不计入", "the clock stood still: not counted"))
        elif said.is_workday or terms.unit != WORKDAYS:
            number += 1
            yield Step(day, number, said.why)
        else:
            yield Step(day, None, said.why)
    while terms.unit != WORKDAYS and terms.rolls and not calendar.is_workday(day):
        day += ONE_DAY
        why = calendar.say(day).why
        yield Step(
            day,
            None,
            Message(
                f"期限最后一日为休息日，顺延至此日：{why.zh}", f"the last day was free, so it moves here: {why.en}"
            ),
        )


def add_months(day: date, amount: int) -> date:
    """The day of the same number `amount` months later; the last of its month when that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _days_of(pause: Interval) -> Iterator[date]:
    day, last = day_of(pause.start), day_of(pause.end)
    while day <= last:
        yield day
        day += ONE_DAY


def _hour_steps(started_at: datetime, terms: Terms, pauses: tuple[Interval, ...]) -> Iterator[Step]:
    yield Step(
        day_of(started_at),
        None,
        Message(
            f"自{_clock(started_at)}起{terms.amount}小时，昼夜连续计算",
            f"{terms.amount} hours from {_clock(started_at)}, day and night",
        ),
    )
    for pause in pauses:
        minutes = int((pause.end - pause.start).total_seconds() // 60)
        yield Step(
            day_of(pause.start),
            None,
            Message(
                f"{_clock(pause.start)}起暂停{minutes}分钟，顺延",
                f"stood still for {minutes} minutes from {_clock(pause.start)}: moved by as much",
            ),
        )


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
