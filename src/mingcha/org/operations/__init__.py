"""The only writers of the room."""

from __future__ import annotations

from mingcha.org.operations.days import change_day, publish_year, seed_published_years
from mingcha.org.operations.places import import_areas, open_office

__all__ = ["change_day", "import_areas", "open_office", "publish_year", "seed_published_years"]
