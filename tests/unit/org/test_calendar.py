"""The arithmetic of workdays: exchanged days, unknown years, explanations that add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import Calendar, Special, day_of, start_of
from mingcha.org.published import published_year, published_years

KNOWN = {year: published_year(year) for year in published_years()}
CALENDAR = Calendar(frozenset(KNOWN), {d: s for found in KNOWN.values() for d, s in found.days.items()})
DAYS = some.dates(date(2015, 1, 1), date(2025, 12, 31))


def test_the_october_of_2025_day_by_day() -> None:
    said = {day.day: day for day in CALENDAR.explain(date(2025, 9, 26), date(2025, 10, 12))}
    worked = [day for day in said if said[day].is_workday]
    assert [day.day for day in worked] == [26, 28, 29, 30, 9, 10, 11]
    assert said[date(2025, 9, 28)].why == Message(
        "调休上班日：与10月07日对调", "make-up workday: exchanged with 07 October"
    )
    assert said[date(2025, 10, 1)].why.zh == "法定节假日：国庆节"
    assert said[date(2025, 10, 4)].kind == "weekend"


def test_counting_starts_with_the_day_after() -> None:
    friday = date(2025, 9, 26)
    assert CALENDAR.add_workdays(friday, 0) == friday
    assert CALENDAR.add_workdays(friday, 1) == date(2025, 9, 28)
    assert CALENDAR.add_workdays(friday, 4) == date(2025, 10, 9)
    assert CALENDAR.add_workdays(date(2025, 10, 9), -4) == date(2025, 9, 26)
    assert CALENDAR.next_workday(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.next_workday(friday) == friday


def test_a_make_up_workday_may_lie_in_the_december_before() -> None:
    assert CALENDAR.is_workday(date(2011, 12, 31))  # a Saturday, worked for the New Year of 2012
    assert Special("workday", Message("x", "x")).kind == CALENDAR.specials[date(2011, 12, 31)].kind


@given(DAYS, some.integers(-60, 60))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, count)) == count


@given(DAYS, some.integers(0, 60), some.integers(0, 60))
def test_adding_in_two_steps_is_adding_at_once(day: date, one: int, two: int) -> None:
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(day, one), two) == CALENDAR.add_workdays(day, one + two)


def test_an_unknown_year_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match="of 2031 is not known") as refused:
        CALENDAR.say(date(2031, 1, 1))
    assert refused.value.code == "calendar.unknown_year"


def test_where_it_must_go_on_an_unknown_year_is_read_by_weekday_and_says_so() -> None:
    assuming = Calendar(CALENDAR.years, CALENDAR.specials, assume_weeks=True)
    said = assuming.say(date(2031, 1, 1))
    assert said.is_workday
    assert "尚未公布" in said.why.zh and "not published" in said.why.en


def test_a_day_begins_at_midnight_in_china() -> None:
    assert day_of(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert day_of(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert start_of(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert start_of(date(2026, 3, 3)) - start_of(date(2026, 3, 2)) == timedelta(days=1)
