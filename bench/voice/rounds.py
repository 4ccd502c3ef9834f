"""Rounds of the clock over all that is open, beside the usual way of finding what is late. Imported inside."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from mingcha.accounts import second_lock
from mingcha.appeals import jobs as appeals
from mingcha.appeals.models import Climb
from mingcha.deadlines import jobs as deadlines
from mingcha.deadlines.models import Clock
from mingcha.deadlines.reckoning import reckon
from mingcha.deadlines.states import OPEN
from mingcha.kernel.clock import wall_clock
from mingcha.org import queries as org


def work(late: int) -> dict[str, Any]:
    """
    Seconds of a round in which nothing is due, of one in which `late` clocks are, and of computing again for every open
    clock when it is due, as helpdesks do that keep no due moment.
    """
    second_lock.keep_everything_open(second_lock.Reason.WORKER)
    at = _morning(wall_clock())
    quiet = _round(at)
    due = list(Clock.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True)[:late])
    Clock.objects.filter(pk__in=due).update(next_at=at)
    before = Climb.objects.count()
    busy = _round(at + timedelta(minutes=1))
    return {
        "open": Clock.objects.filter(state__in=OPEN).count(),
        "quiet": quiet,
        "busy": busy,
        "climbed": Climb.objects.count() - before,
        "usual": _usual(),
    }


def _morning(at: datetime) -> datetime:
    """The next ten o'clock in China: nobody is called at night."""
    return (at + timedelta(days=1)).replace(hour=2, minute=0)


def _round(at: datetime) -> float:
    clock = time.perf_counter()
    deadlines.tick(at)
    appeals.tick(at)
    return time.perf_counter() - clock


def _usual() -> float:
    clock = time.perf_counter()
    calendar = org.load_calendar(assume_weeks=True)
    for one in Clock.objects.filter(state__in=OPEN).select_related("promise").iterator():
        reckon(one.started_at, one.terms, (), calendar)
    return time.perf_counter() - clock
