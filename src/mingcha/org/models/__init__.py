"""Tables of the room, a file for each aggregate."""

from __future__ import annotations

from mingcha.org.models.days import CalendarChange, CalendarYear, DayKind, SpecialDay
from mingcha.org.models.places import PREFIX_DIGITS, Area, AreaLevel, Office, OfficeKind

__all__ = [
    "PREFIX_DIGITS",
    "Area",
    "AreaLevel",
    "CalendarChange",
    "CalendarYear",
    "DayKind",
    "Office",
    "OfficeKind",
    "SpecialDay",
]
