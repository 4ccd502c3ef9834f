"""How the engine is told a file is called."""

from __future__ import annotations

from mingcha.engine.understanding.areas import load_areas
from mingcha.org.models import Area

_COUNTY_DIGITS = 6


def read_as(name: str, area: Area) -> str:
    """
    The file's own name; with its county in front when the office belongs to one and the name speaks of none.

    The county of a row is taken from the name when no column holds it; files of city offices speak for themselves.
    """
    areas = load_areas()
    if area.level in ("province", "city") or areas.counties_in(name):
        return name
    county = areas.name(int(area.code[:_COUNTY_DIGITS]))
    return f"{county}/{name}" if county else name
