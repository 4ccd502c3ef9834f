"""Reads of the room."""

from __future__ import annotations

from mingcha.org.queries.areas import AreaPlan, columns_of_marked, plan_areas
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
from mingcha.org.queries.duty import (
    OnDuty,
    acting_in,
    holding,
    is_absent,
    list_absences,
    list_duties,
    list_posts,
    on_duty,
)
from mingcha.org.queries.places import (
    codes_above,
    codes_above_column,
    commissions_over,
    get_area,
    list_areas,
    list_offices,
    offices_above,
)

__all__ = [
    "AreaPlan",
    "OnDuty",
    "acting_in",
    "codes_above",
    "codes_above_column",
    "columns_of_marked",
    "commissions_over",
    "day_kinds",
    "get_area",
    "holding",
    "is_absent",
    "latest_reason",
    "list_absences",
    "list_areas",
    "list_changes",
    "list_duties",
    "list_offices",
    "list_posts",
    "list_years",
    "load_calendar",
    "missing_years",
    "offices_above",
    "on_duty",
    "plan_areas",
    "revision",
    "year_months",
]
