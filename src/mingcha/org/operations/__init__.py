"""The only writers of the room."""

from __future__ import annotations

from mingcha.org.operations.days import change_day, publish_year, seed_published_years
from mingcha.org.operations.duty import assign_duty, close_post, end_duty, open_post, record_absence
from mingcha.org.operations.places import close_office, import_areas, open_office, update_areas

__all__ = [
    "assign_duty",
    "change_day",
    "close_office",
    "close_post",
    "end_duty",
    "import_areas",
    "open_office",
    "open_post",
    "publish_year",
    "record_absence",
    "seed_published_years",
    "update_areas",
]
