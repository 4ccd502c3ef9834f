"""Reads of the room."""

from __future__ import annotations

from mingcha.org.queries.days import (
    day_kinds,
    latest_reason,
    list_changes,
    list_years,
    load_calendar,
    missing_years,
    revision,
    year_months,
)
from mingcha.org.queries.places import get_area, list_areas, list_offices

__all__ = [
    "day_kinds",
    "get_area",
    "latest_reason",
    "list_areas",
    "list_changes",
    "list_offices",
    "list_years",
    "load_calendar",
    "missing_years",
    "revision",
    "year_months",
]
