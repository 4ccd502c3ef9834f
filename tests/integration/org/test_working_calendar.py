"""The stored calendar: seeded from the published years, kept by people, silent about what it does not know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from django.db import DatabaseError

from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import operations, queries
from mingcha.org.calendar import Special
from mingcha.org.models import CalendarChange, CalendarYear, SpecialDay

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY = "user:1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> None:
    operations.seed_published_years(by="system", at=AT)


@pytest.mark.usefixtures("seeded")
def test_r16_workday() -> None:
    """Day for day as another library holds the notices of 2020 to 2026, exchanged days included; 2027 warns."""
    calendar = queries.load_calendar()
    day, compared = date(2020, 1, 1), 0
    while day.year <= 2026:
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day
        day, compared = day + timedelta(days=1), compared + 1
    assert compared == 7 * 365 + 2
    kinds = set(SpecialDay.objects.filter(day__year__range=(2020, 2026)).values_list("kind", flat=True))
    assert kinds == {"holiday", "rest", "workday"}
    with pytest.raises(Refused) as refused:
        calendar.is_workday(date(2027, 1, 4))
    assert refused.value.code == "calendar.unknown_year"
    assert queries.missing_years(at=datetime(2026, 9, 30, tzinfo=UTC)) == []
    assert queries.missing_years(at=datetime(2026, 11, 24, tzinfo=UTC)) == [2027]
    assert queries.missing_years(at=datetime(2027, 1, 4, tzinfo=UTC)) == [2027]


def test_without_a_calendar_this_year_is_missing() -> None:
    assert queries.missing_years(at=AT) == [2026]
    with pytest.raises(Refused, match="2026"):
        queries.year_months(2026)


@pytest.mark.usefixtures("seeded")
def test_seeding_again_changes_nothing_that_people_changed() -> None:
    operations.change_day(day=date(2026, 5, 6), kind="rest", name_zh="停工", reason="市政府通知", by=BY, at=AT)
    before = queries.revision()
    assert operations.seed_published_years(by="system", at=AT) == []
    assert queries.revision() == before
    assert not queries.load_calendar().is_workday(date(2026, 5, 6))
    assert CalendarYear.objects.get(year=2026).citation == "国务院办公厅关于2026年部分节假日安排的通知"


@pytest.mark.usefixtures("seeded")
def test_a_changed_day_leaves_a_trace_and_an_audit_record() -> None:
    day = date(2026, 3, 7)
    for kind, old in (("workday", ""), ("rest", "workday"), ("", "rest")):
        operations.change_day(day=day, kind=kind, reason="抗洪调整", by=BY, at=AT)
        trace = queries.list_changes(2026)[0]
        assert (trace.day, trace.old_kind, trace.new_kind, trace.changed_by) == (day, old, kind, BY)
        assert trace.pk == queries.revision()
    assert AuditRecord.objects.filter(action="calendar.day_changed", subject="calendar:2026").count() == 3
    assert not SpecialDay.objects.filter(day=day).exists()


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("day", "kind", "reason", "code"),
    [
        (date(2027, 3, 7), "rest", "因", "calendar.unknown_year"),
        (date(2026, 3, 7), "workday", "  ", "calendar.no_reason"),
        (date(2026, 3, 7), "", "因", "calendar.same_day"),
        (date(2026, 3, 6), "workday", "因", "calendar.same_day"),
        (date(2026, 10, 1), "holiday", "因", "calendar.same_day"),
    ],
)
def test_what_is_refused_of_a_day(day: date, kind: str, reason: str, code: str) -> None:
    before = queries.revision()
    with pytest.raises(Refused) as refused:
        operations.change_day(day=day, kind=kind, reason=reason, by=BY, at=AT)
    assert refused.value.code == code
    assert queries.revision() == before


NEW_YEAR = {date(2027, 1, 1): Special("holiday", Message("元旦", "New Year's Day"))}
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.mark.usefixtures("seeded")
def test_a_new_year_is_published_whole() -> None:
    days = NEW_YEAR | {date(2026, 12, 27): Special("workday", Message("补班", "make-up"))}
    operations.publish_year(year=2027, days=days, citation=NOTICE, by=BY, at=AT)
    months = queries.year_months(2027)
    assert [len(month) for month in months] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert months[0][0].why == Message("法定节假日：元旦", "statutory holiday: New Year's Day")
    assert queries.load_calendar().is_workday(date(2026, 12, 27))
    assert queries.missing_years(at=datetime(2026, 12, 1, tzinfo=UTC)) == []
    assert [year.source for year in queries.list_years()][-1] == BY


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("year", "days", "citation", "code"),
    [
        (2026, NEW_YEAR, NOTICE, "calendar.known_year"),
        (2027, {}, NOTICE, "calendar.no_days"),
        (2028, NEW_YEAR, NOTICE, "calendar.other_year"),
        (2027, NEW_YEAR, " ", "calendar.no_citation"),
    ],
)
def test_what_is_refused_of_a_year(year: int, days: dict[date, Special], citation: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.publish_year(year=year, days=days, citation=citation, by=BY, at=AT)
    assert refused.value.code == code
    assert not CalendarYear.objects.filter(year__gte=2027).exists()


@pytest.mark.usefixtures("seeded")
def test_when_the_log_cannot_be_written_the_calendar_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("no room")

    before, count = queries.revision(), CalendarChange.objects.count()
    monkeypatch.setattr("mingcha.audit.operations.record", fail)
    with pytest.raises(DatabaseError):
        operations.change_day(day=date(2026, 3, 7), kind="workday", reason="因", by=BY, at=AT)
    with pytest.raises(DatabaseError):
        operations.publish_year(year=2027, days=NEW_YEAR, citation=NOTICE, by=BY, at=AT)
    assert (queries.revision(), CalendarChange.objects.count()) == (before, count)
    assert not CalendarYear.objects.filter(year=2027).exists()
