"""Whatever is paused, resumed and edited: a due moment never moves back, and what was promised is there in full."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mingcha.deadlines import jobs, operations, queries
from mingcha.deadlines.models import Clock
from mingcha.deadlines.reckoning import DAYS, WORKDAYS, Terms
from mingcha.deadlines.states import PAUSED, RUNNING
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import operations as org
from mingcha.org import queries as days
from mingcha.org.calendar import CHINA, day_of

START = datetime(2026, 4, 13, 10, tzinfo=CHINA)
NUMBERS = count()
ACTS = some.one_of(
    some.tuples(some.just("wait"), some.integers(1, 96)),
    some.tuples(some.just("pause"), some.integers(1, 48)),
    some.tuples(some.just("resume"), some.integers(1, 48)),
    some.tuples(some.sampled_from(["holiday", "rest", "workday", ""]), some.integers(0, 40)),
)


@pytest.fixture
def years(db: None) -> None:
    """The published calendar: every example lives in it and leaves it as it was."""
    org.seed_published_years(by="system", at=START)


@pytest.mark.usefixtures("years")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.integers(1, 12), some.sampled_from([WORKDAYS, DAYS]), some.lists(ACTS, min_size=2, max_size=14))
def test_pauses_and_calendar_edits_never_shorten_a_promise(amount: int, unit: str, acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        _live(amount, unit, acts)
        transaction.set_rollback(True)


def _live(amount: int, unit: str, acts: list[tuple[str, int]]) -> None:
    promise, subject = f"p{next(NUMBERS)}", "1"
    terms = Terms(amount, unit)
    operations.set_promise(
        code=promise,
        title=Message("试", "x"),
        terms=terms,
        citation="试",
        since=date(2020, 1, 1),
        by="system",
        at=START,
    )
    clock = operations.start_clock(kind="x", subject=subject, promise=promise, by="system", at=START)
    now, due = START, clock.due_at
    for act, size in acts:
        now = now + timedelta(hours=size) if act in ("wait", "pause", "resume") else now
        _act(act, size, promise, now)
        jobs.tick(now)
        clock.refresh_from_db()
        assert clock.due_at >= due
        due = clock.due_at
        if clock.state == RUNNING:
            assert _granted(clock, unit) >= amount


def _act(act: str, size: int, promise: str, now: datetime) -> None:
    known = {"kind": "x", "subject": "1", "promise": promise, "by": "system"}
    try:
        if act == "pause":
            operations.pause_clock(**known, reason="等", at=now)
        elif act == "resume":
            operations.resume_clock(**known, at=now)
        elif act != "wait":
            org.change_day(day=START.date() + timedelta(days=size), kind=act, reason="试", by="system", at=now)
    except Refused as refused:
        assert refused.code in ("state.forbidden", "clock.late", "calendar.same_day")


def _granted(clock: Clock, unit: str) -> int:
    """Days to work in that a clock leaves: after its first day, up to its last, outside every pause."""
    calendar, stood = days.load_calendar(), set()
    for pause in queries.intervals(clock):
        stood |= {said.day for said in calendar.explain(day_of(pause.start), day_of(pause.end))}
    said = calendar.explain(day_of(clock.started_at) + timedelta(days=1), clock.due_on)
    assert clock.state != PAUSED
    return sum((unit == DAYS or one.is_workday) and one.day not in stood for one in said)
