"""Tables of the room, a file for each aggregate."""

from __future__ import annotations

from mingcha.org.models.days import CalendarChange, CalendarYear, DayKind, SpecialDay
from mingcha.org.models.duty import Absence, Duty, DutyPost
from mingcha.org.models.places import PREFIX_DIGITS, Area, AreaLevel, Office, OfficeKind

__all__ = [
    "PREFIX_DIGITS",
    "Absence",
    "Area",
    "AreaLevel",
    "CalendarChange",
    "CalendarYear",
    "DayKind",
    "Duty",
    "DutyPost",
    "Office",
    "OfficeKind",
    "SpecialDay",
]
