"""Reading promises and clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, overload

from django.db.models import Count, Q, QuerySet

from mingcha.deadlines.access import unknown_clock
from mingcha.deadlines.lamps import OK, OVER, SOON, STILL
from mingcha.deadlines.models import Breach, Clock, Pause, Promise
from mingcha.deadlines.reckoning import Interval, Reckoned, reckon, rung
from mingcha.deadlines.states import CLOCK, LATE, OPEN, PAUSED, RUNNING
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.calendar import day_of

#: Lamps of open clocks, the most urgent first.
ON_BOARD = (OVER.code, SOON.code, OK.code, STILL.code)


def get_promise(code: str, *, on: date) -> Promise:
    """The version of a promise that holds on a day. NotFound (`promise.unknown`)."""
    holds = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    found = Promise.objects.filter(holds, code=code).first()
    if found is None:
        raise NotFound(
            "promise.unknown",
            Message(f"{on:%Y-%m-%d}没有名为“{code}”的时限。", f"There is no promise “{code}” on {on:%Y-%m-%d}."),
        )
    return found


def list_promises() -> QuerySet[Promise]:
    """Every version of every promise."""
    return Promise.objects.all()


def get_open_clock(*, kind: str, subject: str, promise: str) -> Clock:
    """The clock of a promise that is still open for a subject. NotFound (`clock.unknown`)."""
    found = Clock.objects.filter(kind=kind, subject=subject, code=promise, state__in=OPEN).first()
    if found is None:
        raise unknown_clock()
    return found


def clocks_of(kind: str, subjects: Iterable[str]) -> QuerySet[Clock]:
    """Every clock of the subjects, oldest first; the caller has chosen subjects that its reader may see."""
    return Clock.objects.filter(kind=kind, subject__in=subjects).select_related("promise").order_by("started_at", "pk")


def open_clocks(kind: str, subjects: Iterable[str]) -> dict[str, Clock]:
    """The most urgent open clock of each subject; the caller has chosen subjects that its reader may see."""
    found = clocks_of(kind, subjects).filter(state__in=OPEN).order_by("-due_at", "-pk")
    return {clock.subject: clock for clock in found}


def due_list(*, kind: str, subjects: Iterable[str], at: datetime, lamp: str = "") -> QuerySet[Clock]:
    """
    Open clocks of the subjects, the most urgent first; with one lamp only (`late`, `soon`, `ok`, `paused`), when given.

    The caller hands in subjects that its reader may see: no list of this room goes beyond them.
    """
    found = Clock.objects.filter(kind=kind, subject__in=subjects, state__in=OPEN).select_related("promise")
    return found.filter(_shows(lamp, at)) if lamp else found


def subjects_with(kind: str, lamp: str, *, at: datetime) -> QuerySet[Clock, str]:
    """The subjects of a kind with an open clock that shows a lamp, for a room to narrow what its reader may see."""
    return (
        Clock.objects.filter(_shows(lamp, at), kind=kind, state__in=OPEN).order_by().values_list("subject", flat=True)
    )


def timed_subjects(kind: str) -> QuerySet[Clock, str]:
    """The subjects of a kind with an open clock, for a room to narrow what its reader may see."""
    return Clock.objects.filter(kind=kind, state__in=OPEN).order_by().values_list("subject", flat=True)


@dataclass(frozen=True)
class Matter:
    """
    What a clock runs for, as the room that keeps it tells it to a reader: a line of words, the addresses of its page
    and of the explanation of its clock, where it is, and who has to act.
    """

    title: str
    note: str
    address: str
    clock: str
    place: str
    office: str
    who: str


class Board(Sequence[Clock]):
    """
    The open clocks of several kinds (kind → subjects, chosen by its room for its reader): the late ones first, then
    what is due soon, in time, paused; the earliest due first in each. With one lamp only, when given.

    `counted` says how many show each lamp, so that a page is read from the lamps that it lies in and the many that are
    in time are not put in order for the few that are late.
    """

    def __init__(self, subjects: Mapping[str, Any], *, at: datetime, lamp: str = "") -> None:
        chosen = reduce(or_, (Q(kind=kind, subject__in=found) for kind, found in subjects.items()), Q(pk__in=()))
        self._clocks = Clock.objects.filter(chosen, state__in=OPEN).order_by()
        self._at, self._lamps = at, (lamp,) if lamp else ON_BOARD
        self.counted: dict[str, int] = self._clocks.aggregate(
            **{code: Count("pk", filter=_shows(code, at)) for code in ON_BOARD}
        )

    def __len__(self) -> int:
        return sum(self.counted[code] for code in self._lamps)

    @overload
    def __getitem__(self, index: int) -> Clock: ...
    @overload
    def __getitem__(self, index: slice) -> list[Clock]: ...
    def __getitem__(self, index: int | slice) -> Clock | list[Clock]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(len(self))
        found: list[Clock] = []
        for code in self._lamps:
            many = self.counted[code]
            if start < many and stop > 0:
                lit = self._clocks.filter(_shows(code, self._at)).select_related("promise").order_by("due_at", "pk")
                found += lit[max(start, 0) : min(stop, many)]
            start, stop = start - many, stop - many
        return found


def _shows(lamp: str, at: datetime) -> Q:
    running = Q(state=RUNNING)
    return {
        OVER.code: Q(state=LATE) | (running & Q(due_at__lte=at)),
        SOON.code: running & Q(due_at__gt=at, warn_at__lte=at),
        OK.code: running & Q(warn_at__gt=at),
        STILL.code: Q(state=PAUSED),
    }[lamp]


def list_breaches(*, after: int = 0, kind: str = "") -> QuerySet[Breach]:
    """Breaches numbered above `after`, in the order they were found: what an upper room's job has yet to collect."""
    found = Breach.objects.filter(pk__gt=after).select_related("clock")
    return found.filter(clock__kind=kind) if kind else found


def stale_clocks() -> QuerySet[Clock]:
    """Open clocks whose moments were computed with an older calendar."""
    return Clock.objects.filter(state__in=OPEN, revision__lt=org.revision())


def overdue_clocks(*, at: datetime) -> QuerySet[Clock]:
    """Clocks that have reached a level of being late which has no breach yet."""
    return Clock.objects.filter(state__in=(RUNNING, LATE), next_at__lte=at).order_by("next_at", "pk")


def intervals(clock: Clock) -> list[Interval]:
    """The pauses of a clock that are over."""
    ended = Pause.objects.filter(clock=clock, resumed_at__isnull=False)
    return [Interval(start, end) for start, end in ended.values_list("paused_at", "resumed_at") if end]


@dataclass(frozen=True)
class Explanation:
    """A due moment day by day, and what else there is to say about it."""

    reckoned: Reckoned
    notes: tuple[Message, ...]


def explain(clock: Clock) -> Explanation:
    """Why a clock is due when it is due, by the calendar of today."""
    reckoned = reckon(clock.started_at, clock.terms, intervals(clock), org.load_calendar(assume_weeks=True))
    return Explanation(reckoned, tuple(_notes(clock, reckoned)))


def due_of(promise: str, *, at: datetime) -> datetime:
    """When something promised now is due, for whatever has no clock of its own. NotFound `promise.unknown`."""
    return reckon(at, get_promise(promise, on=day_of(at)).terms, (), org.load_calendar(assume_weeks=True)).due_at


def rungs(clock: Clock) -> list[datetime]:
    """The moments at which an open clock is still to reach each further level of being late, the nearest first."""
    calendar, found = org.load_calendar(assume_weeks=True), []
    level = clock.level + 1
    while (moment := rung(clock.due_at, clock.promise.terms, level, calendar)) is not None:
        found.append(moment)
        level += 1
    return found


def page_of(clock: Clock, *, at: datetime) -> dict[str, Any]:
    """What the page of a clock (`deadlines/clock.html`) shows, in whichever room it is opened."""
    return {
        "clock": clock,
        "state": CLOCK.states[clock.state],
        "lamp": clock.lamp(at),
        "said": explain(clock),
        "pauses": clock.pauses.all(),
        "moves": clock.moves.all(),
        "breaches": clock.breaches.all(),
    }


def _notes(clock: Clock, reckoned: Reckoned) -> Iterable[Message]:
    if reckoned.due_at < clock.due_at:
        yield Message(
            f"按现行日历应到{reckoned.due_on:%Y-%m-%d}，但已告知的期限{clock.due_on:%Y-%m-%d}不提前。",
            f"By the calendar of today it would end on {reckoned.due_on:%Y-%m-%d}; "
            f"the day that was told before, {clock.due_on:%Y-%m-%d}, stands.",
        )
    if reckoned.due_at > clock.due_at:
        yield Message(
            f"期限{clock.due_on:%Y-%m-%d}按当时的日历计算；此后的日历修改不再影响它。",
            f"{clock.due_on:%Y-%m-%d} follows the calendar as it was then; later changes no longer move it.",
        )
    if clock.is_provisional:
        yield Message(
            "期限跨入日历尚未公布的年份，暂按星期计算；公布后自动重算，只会顺延，不会提前。",
            "The time reaches into a year whose calendar is not published, and is counted by weekday for now; it will "
            "be computed again and can only become later.",
        )
    if clock.state == PAUSED:
        yield Message("计时暂停中，恢复后期限顺延。", "The clock stands still; the day moves when it runs again.")
