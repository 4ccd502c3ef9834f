"""What the clock itself does, every minute: learn new calendars, compute again, notice who is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mingcha.audit.operations import SYSTEM
from mingcha.deadlines import operations, queries
from mingcha.org import operations as org
from mingcha.org import queries as days


@dataclass(frozen=True)
class Ticked:
    """What one round did: years learnt, due moments moved, levels of being late recorded."""

    years: int
    moved: int
    breached: int


def tick(at: datetime) -> Ticked:
    """
    One round. Safe to run twice, at the same time, or after a week off: every step is a compare-and-set of its own.

    Calendars come first, so that nobody is found late by an old one.
    """
    years = len(org.seed_published_years(by=SYSTEM, at=at))
    stale = list(queries.stale_clocks().values_list("pk", flat=True))
    moved = sum(operations.recompute_due(clock_id=pk, at=at) for pk in stale)
    breached, calendar = 0, days.load_calendar(assume_weeks=True)
    while overdue := list(queries.overdue_clocks(at=at).values_list("pk", flat=True)[:500]):
        breached += sum(operations.record_breach(clock_id=pk, calendar=calendar, at=at) is not None for pk in overdue)
    return Ticked(years, moved, breached)
