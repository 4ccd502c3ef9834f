"""Reading the working calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from mingcha.kernel.messages import Message
from mingcha.org.calendar import Calendar, DaySaid, Special, day_of
from mingcha.org.models import CalendarChange, CalendarYear, DayKind, SpecialDay

#: Notices come out in October or November. From now on clocks run into the next year, and its absence is a fault.
WARNED_FROM = timedelta(days=61)


def load_calendar(*, assume_weeks: bool = False) -> Calendar:
    """The calendar as it stands. `assume_weeks`: see `Calendar`."""
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    specials = {
        day: Special(kind, Message(zh, en or zh))
        for day, kind, zh, en in SpecialDay.objects.values_list("day", "kind", "name_zh", "name_en")
    }
    return Calendar(years, specials, assume_weeks)


def revision() -> int:
    """Grows with every change of the calendar; 0 before the first."""
    newest: int | None = CalendarChange.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def latest_reason() -> str:
    """Why the calendar was changed last; empty before the first change."""
    newest = CalendarChange.objects.first()
    return newest.reason if newest else ""


def missing_years(*, at: datetime) -> list[int]:
    """Years that should be known by now and are not: this year, and two months ahead the next. Each is a warning."""
    wanted = {day_of(at).year, day_of(at + WARNED_FROM).year}
    return sorted(wanted - set(CalendarYear.objects.values_list("year", flat=True)))


def day_kinds() -> list[tuple[str, str]]:
    """The kinds of special days with their names in the language of the page."""
    return [(kind.value, str(kind.label)) for kind in DayKind]


def list_years() -> QuerySet[CalendarYear]:
    """The known years, oldest first."""
    return CalendarYear.objects.all()


def year_months(year: int) -> list[list[DaySaid]]:
    """Twelve months of explained days. Refused (`calendar.unknown_year`)."""
    said = list(load_calendar().explain(date(year, 1, 1), date(year, 12, 31)))
    return [[day for day in said if day.day.month == month] for month in range(1, 13)]


def list_changes(year: int) -> QuerySet[CalendarChange]:
    """What was changed in a year, newest first."""
    return CalendarChange.objects.filter(year=year)
