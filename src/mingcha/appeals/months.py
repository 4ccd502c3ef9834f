"""The lines of a month: frozen once it is closed, until then computed from the log; for a reader, or for everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingcha.accounts.access import Scope
from mingcha.appeals.lives import BEGINNINGS, COLUMNS, Line, Step, line_of
from mingcha.appeals.models import AppealEvent, AppealKey, MonthClosing, MonthLine
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.calendar import day_of, start_of

#: The day of the next month at whose beginning a month is closed: by then the longest promise, fifteen days, is over.
CLOSING_DAY = 16
_STEP = tuple(Step.__dataclass_fields__)
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Month:
    """A month as 202603."""

    code: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.code // 100, self.code % 100, 1)

    @property
    def after(self) -> Month:
        """The next one."""
        return month_of(self.first + timedelta(days=31))

    @property
    def closes_at(self) -> datetime:
        """The moment at which it is closed."""
        return start_of(self.after.first.replace(day=CLOSING_DAY))

    @property
    def title(self) -> Message:
        """In words."""
        return Message(f"{self.first:%Y}年{self.first.month}月", f"month {self.first:%Y-%m}")


def month_of(day: date) -> Month:
    """The month of a day."""
    return Month(day.year * 100 + day.month)


def read_month(text: str, *, at: datetime) -> Month:
    """What `2026-03` or `202603` names, not later than now; else the month of now. Never an error."""
    digits = text.replace("-", "")
    now = month_of(day_of(at))
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return now
    code = int(digits)
    return Month(code) if 1 <= code % 100 <= 12 and 200_001 <= code <= now.code else now


@dataclass(frozen=True)
class Whose:
    """Which lines: those of areas, without those that name anybody of the keys."""

    scope: Scope
    recused: frozenset[int] = frozenset()

    def condition(self) -> Q:
        """As a condition on lines or events."""
        inside = self.scope.condition("area_code")
        if not self.recused:
            return inside
        return inside & ~Q(appeal_id__in=AppealKey.objects.filter(key__in=self.recused).values("appeal_id"))


def closing_of(month: Month) -> MonthClosing | None:
    """The newest closing of a month; None while it runs."""
    return MonthClosing.objects.filter(month=month.code).order_by("-number").first()


def get_closing(month: Month) -> MonthClosing:
    """The same. NotFound (`month.open`)."""
    found = closing_of(month)
    if found is None:
        raise NotFound(
            "month.open",
            Message(
                f"{month.title.zh}尚未结账。次月{CLOSING_DAY}日零时自动结账。",
                f"{month.title.en} is not closed yet. It is closed on the {CLOSING_DAY}th of the next month.",
            ),
        )
    return found


def closings(month: Month) -> list[MonthClosing]:
    """Every closing of a month, the first one first: more than one when its past was corrected."""
    return list(MonthClosing.objects.filter(month=month.code).order_by("number"))


def lines_of(month: Month, whose: Whose | None, *, at: datetime) -> tuple[list[Line], MonthClosing | None]:
    """The lines of a month and its closing; without one they are computed from the log as of now."""
    closing = closing_of(month)
    if closing is None:
        return list(from_log(month, whose, as_of=at)), None
    return list(frozen(closing, whose)), closing


def frozen(closing: MonthClosing, whose: Whose | None = None) -> Iterator[Line]:
    """The lines of a closed month as they are stored."""
    found = MonthLine.objects.filter(whose.condition() if whose else Q(), closing=closing).order_by("public_id")
    return (Line(*values) for values in found.values_list(*COLUMNS).iterator(_AT_ONCE))


def from_log(month: Month, whose: Whose | None = None, *, as_of: datetime) -> Iterator[Line]:
    """The lines of a month, computed from the log as of a moment."""
    return (line for _, line in keyed(month, whose, as_of=as_of))


def keyed(month: Month, whose: Whose | None = None, *, as_of: datetime) -> Iterator[tuple[int, Line]]:
    """The same, each with the key of its appeal."""
    workdays = cache(org.load_calendar(assume_weeks=True).workdays_between)
    for key, public_id, steps in _lives(month, whose, as_of):
        line = line_of(public_id, steps, workdays, as_of=as_of)
        if line is not None:
            yield key, line


def events_of(month: Month, whose: Whose | None = None) -> QuerySet[AppealEvent]:
    """The events of the appeals that were filed in a month."""
    start, behind = start_of(month.first), start_of(month.after.first)
    filed = AppealEvent.objects.filter(what__in=BEGINNINGS, at__gte=start, at__lt=behind)
    if whose:
        filed = filed.filter(whose.condition())
    return AppealEvent.objects.filter(appeal_id__in=filed.order_by().values("appeal_id"))


def _lives(month: Month, whose: Whose | None, as_of: datetime) -> Iterator[tuple[int, str, list[Step]]]:
    found = events_of(month, whose).filter(at__lt=as_of).order_by("appeal_id", "record")
    rows: Iterable[tuple[Any, ...]] = found.values_list("appeal_id", "appeal__public_id", *_STEP).iterator(_AT_ONCE)
    for key, life in groupby(rows, key=itemgetter(0)):
        steps = list(life)
        yield key, steps[0][1], [Step(*row[2:]) for row in steps]


@dataclass(frozen=True)
class Point:
    """A closed month in a row of them: counts of what the three rates need."""

    month: Month
    counts: dict[str, int]


def trend(whose: Whose, *, last: Month, most: int = 12) -> list[Point]:
    """The closed months up to one, oldest first, by their newest closings."""
    newest: dict[int, int] = {}
    for month, pk in MonthClosing.objects.filter(month__lte=last.code).order_by("number").values_list("month", "pk"):
        newest[month] = pk
    chosen = dict(sorted(newest.items())[-most:])
    counted = MonthLine.objects.filter(whose.condition(), closing__in=list(chosen.values())).order_by()
    rows: Iterable[Any] = counted.values("closing_id").annotate(
        **{f"n_{code}": count for code, count in _COUNTED.items()}
    )
    found = {row["closing_id"]: {code: int(row[f"n_{code}"]) for code in _COUNTED} for row in rows}
    return [Point(Month(month), found[pk]) for month, pk in chosen.items() if pk in found]


#: As in `rates`, for the database; a test holds that both say the same.
_COUNTED = {
    "received": Count("pk"),
    "asked": Count("pk", filter=~Q(standing="merged")),
    "responded": Count("pk", filter=~Q(standing="merged") & Q(responded="in_time")),
    "to_solve": Count("pk", filter=~Q(standing__in=("merged", "declined"))),
    "solved": Count("pk", filter=Q(standing="solved")),
    "rateable": Count("pk", filter=Q(rateable=True)),
    "rated": Count("pk", filter=Q(rateable=True) & ~Q(grade="")),
    "satisfied": Count("pk", filter=Q(rateable=True, grade__in=("satisfied", "basically"))),
    "overdue": Count("pk", filter=~Q(late="")),
}
