"""When something is due: workdays, days that roll, hours; pauses give days back and never take one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mingcha.deadlines.lamps import LAMPS, lamp
from mingcha.deadlines.reckoning import (
    DAYS,
    HOURS,
    MONTHS,
    WORKDAYS,
    Interval,
    Terms,
    add_months,
    last_day,
    reckon,
    rung,
)
from mingcha.deadlines.states import CLOCK, OPEN
from mingcha.kernel.errors import Refused
from mingcha.org.calendar import CHINA, Calendar, day_of
from mingcha.org.published import published_year

YEARS = (2023, 2024, 2025, 2026)
CALENDAR = Calendar(frozenset(YEARS), {d: s for y in YEARS for d, s in published_year(y).days.items()})


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def test_five_workdays_over_the_october_holidays() -> None:
    found = reckon(at(date(2025, 9, 29)), Terms(5, WORKDAYS), (), CALENDAR)
    counted = [step.day for step in found.steps if step.number]
    assert counted == [date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 10), date(2025, 10, 11), date(2025, 10, 13)]
    assert found.due_on == date(2025, 10, 13)
    assert found.due_at == datetime(2025, 10, 13, 16, tzinfo=UTC)  # midnight in China
    assert found.warn_at == at(date(2025, 10, 10), 0)  # three workdays are left: 10, 11, 13 October
    assert "开始当日" in found.steps[0].why.zh
    assert not found.is_provisional


def test_a_last_day_that_is_free_moves_to_the_next_workday_unless_it_may_not() -> None:
    start = at(date(2025, 9, 20))
    assert reckon(start, Terms(15, DAYS), (), CALENDAR).due_on == date(2025, 10, 9)
    assert reckon(start, Terms(15, DAYS, rolls=False), (), CALENDAR).due_on == date(2025, 10, 5)
    last = reckon(start, Terms(15, DAYS), (), CALENDAR).steps[-1]
    assert last.number is None and "顺延" in last.why.zh


def test_hours_run_day_and_night() -> None:
    start = at(date(2025, 10, 1))
    pause = Interval(start + timedelta(hours=1), start + timedelta(hours=3))
    assert reckon(start, Terms(24, HOURS), (), CALENDAR).due_at == start + timedelta(hours=24)
    found = reckon(start, Terms(24, HOURS), (pause,), CALENDAR)
    assert found.due_at == start + timedelta(hours=26)
    assert [step.day for step in found.steps] == [date(2025, 10, 1)] * 2
    assert "120分钟" in found.steps[1].why.zh


def test_days_touched_by_a_pause_are_not_counted_and_say_so() -> None:
    start = at(date(2025, 3, 3))
    pause = Interval(at(date(2025, 3, 5), 9), at(date(2025, 3, 6), 18))
    found = reckon(start, Terms(3, WORKDAYS), (pause,), CALENDAR)
    assert found.due_on == date(2025, 3, 10)
    assert [s.number for s in found.steps] == [None, 1, None, None, 2, None, None, 3]


def test_a_year_that_is_not_published_is_refused_or_assumed() -> None:
    start = at(date(2026, 12, 30))
    with pytest.raises(Refused, match="2027"):
        reckon(start, Terms(5, WORKDAYS), (), CALENDAR)
    assuming = Calendar(CALENDAR.years, CALENDAR.specials, assume_weeks=True)
    assert reckon(start, Terms(5, WORKDAYS), (), assuming).is_provisional


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        (date(2025, 1, 15), 1, date(2025, 2, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number(start: date, amount: int, due: date) -> None:
    """民法典 第二百零二条."""
    found = reckon(at(start), Terms(amount, MONTHS, rolls=False), (), CALENDAR)
    assert found.due_on == due == add_months(start, amount)


def test_months_move_past_a_free_day_and_by_the_days_of_a_pause() -> None:
    start = at(date(2025, 9, 4))
    assert reckon(start, Terms(1, MONTHS), (), CALENDAR).due_on == date(2025, 10, 9)
    pause = Interval(at(date(2025, 9, 10), 9), at(date(2025, 9, 11), 18))
    assert reckon(start, Terms(1, MONTHS, rolls=False), (pause,), CALENDAR).due_on == date(2025, 10, 6)


STARTS = some.datetimes(datetime(2023, 1, 1), datetime(2025, 6, 1), timezones=some.just(UTC))
TERMS = some.builds(
    Terms, some.integers(1, 40), some.sampled_from([WORKDAYS, DAYS, HOURS]), some.booleans(), some.integers(0, 5)
) | some.builds(Terms, some.integers(1, 3), some.just(MONTHS), some.booleans(), some.integers(0, 5))


@given(
    STARTS, TERMS, some.lists(some.tuples(some.integers(0, 60 * 24 * 30), some.integers(0, 60 * 24 * 5)), max_size=5)
)
def test_pauses_never_shorten_a_promise(start: datetime, terms: Terms, drawn: list[tuple[int, int]]) -> None:
    """Each further pause moves the due moment on or leaves it, and as many days as promised are free of every pause."""
    pauses: list[Interval] = []
    moment = start
    due = reckon(start, terms, (), CALENDAR).due_at
    for wait, length in drawn:
        begin = moment + timedelta(minutes=wait)
        moment = begin + timedelta(minutes=length)
        pauses.append(Interval(begin, moment))
        found = reckon(start, terms, pauses, CALENDAR)
        assert found.due_at >= due
        due = found.due_at
    stood = {step.day for step in reckon(start, terms, pauses, CALENDAR).steps if step.number}
    if terms.unit != HOURS:
        day = day_of(start)
        assert len(stood) == (terms.amount if terms.unit != MONTHS else (add_months(day, terms.amount) - day).days)
        assert not any(day_of(p.start) <= day <= day_of(p.end) for p in pauses for day in stood)


def test_the_ladder_counts_workdays_after_the_due_day() -> None:
    terms = Terms(5, WORKDAYS, ladder=(1, 3))
    due = reckon(at(date(2025, 9, 29)), terms, (), CALENDAR).due_at
    moments = [rung(due, terms, level, CALENDAR) for level in (1, 2, 3, 4)]
    assert [last_day(moment) for moment in moments if moment] == [
        date(2025, 10, 13),
        date(2025, 10, 14),
        date(2025, 10, 16),
    ]
    assert moments[3] is None
    assert rung(due, Terms(5, HOURS, ladder=(2,)), 2, CALENDAR) == due + timedelta(hours=2)


@pytest.mark.parametrize("state", CLOCK.states)
def test_u12_lamps_are_told_apart_without_colour(state: str) -> None:
    due, warn = at(date(2025, 3, 10)), at(date(2025, 3, 5))
    seen = [lamp(state, warn, due, at=moment).code for moment in (at(date(2025, 3, 4)), warn, due)]
    wanted = {"running": ["ok", "soon", "late"], "paused": ["paused"] * 3, "late": ["late"] * 3}
    assert seen == wanted.get(state, ["done"] * 3)
    for told in ("shape", "style", "word"):
        assert len({getattr(one, told) for one in LAMPS}) == len(LAMPS)


@pytest.mark.parametrize("event", CLOCK.moves)
@pytest.mark.parametrize("state", CLOCK.states)
def test_every_pair_of_state_and_event(state: str, event: str) -> None:
    allowed = {
        ("running", "pause"),
        ("paused", "resume"),
        ("running", "breach"),
        ("running", "meet"),
        ("paused", "meet"),
        ("late", "miss"),
        *((one, "void") for one in OPEN),
        ("met", "undo_meet"),
        ("missed", "undo_miss"),
    }
    assert CLOCK.allows(event, state) is ((state, event) in allowed)
