"""The area list: codes and names of counties, townships, villages; extended by `--areas FILE`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from mingcha.engine.understanding.area_files import read_area_list
from mingcha.engine.understanding.wording import fold

OWN_AREAS = Path(__file__).parent / "data" / "hengyang_areas.csv"
_COUNTY_ENDS = ("县", "区", "市", "旗")
_VILLAGE_ENDS = ("社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村委会", "居委会", "社区", "村", "居")


@dataclass(frozen=True)
class Area:
    """One unit: 12-digit code, name, level (province, city, county, township, village), code of the unit above."""

    code: int
    name: str
    level: str
    parent: int


@dataclass(frozen=True)
class Areas:
    """All known units by code."""

    units: dict[int, Area]

    def name(self, code: int) -> str | None:
        """Name of a unit by 12-digit code, or of a county by 6-digit code."""
        unit = self.units.get(code if code > 999_999 else code * 1_000_000)
        return unit.name if unit else None

    def county_names(self) -> dict[int, str]:
        """Six-digit county code → name."""
        return {code: name for name, code in self._counties.items()}

    def counties_in(self, text: str) -> set[int]:
        """Six-digit codes of the counties that `text` names: in full, else by a stem that no city shares."""
        folded = fold(text)
        full = {code for name, code in self._counties.items() if name in folded}
        return full or {code for stem, code in self._stems.items() if stem in folded}

    def village_code(self, village: str, township: str = "", county: int | None = None) -> int | None:
        """
        12-digit code of a village by its name, within township and county when they are given; None when no village
        or more than one has that name there.
        """
        found = self._villages.get(_bare_village(village), ())
        if county is not None:
            found = tuple(unit for unit in found if unit.code // 1_000_000 == county)
        if township:
            found = tuple(unit for unit in found if self._lies_in(unit, fold(township)))
        return found[0].code if len(found) == 1 else None

    def _lies_in(self, village: Area, township: str) -> bool:
        above = self.units.get(village.parent)
        return above is not None and (above.name in township or township in above.name)

    @cached_property
    def _counties(self) -> dict[str, int]:
        return {unit.name: unit.code // 1_000_000 for unit in self.units.values() if unit.level == "county"}

    @cached_property
    def _stems(self) -> dict[str, int]:
        cities = {unit.name[:-1] for unit in self.units.values() if unit.level == "city"}
        stems = {name[:-1]: code for name, code in self._counties.items() if name.endswith(_COUNTY_ENDS)}
        return {stem: code for stem, code in stems.items() if len(stem) > 1 and stem not in cities}

    @cached_property
    def _villages(self) -> dict[str, tuple[Area, ...]]:
        found: dict[str, tuple[Area, ...]] = {}
        for unit in self.units.values():
            if unit.level == "village":
                bare = _bare_village(unit.name)
                found[bare] = (*found.get(bare, ()), unit)
        return found


def _bare_village(name: str) -> str:
    name = fold(name)
    end = next((end for end in _VILLAGE_ENDS if name.endswith(end) and len(name) > len(end)), "")
    return name[: len(name) - len(end)]


@lru_cache(maxsize=8)
def load_areas(extra: Path | None = None) -> Areas:
    """The list of the package and, where given, a file of the same columns (code,name,level,parent_code) beside it."""
    units = _read(OWN_AREAS)
    return Areas(units | _read(extra) if extra else units)


def _read(path: Path) -> dict[int, Area]:
    units = (Area(int(r.code), fold(r.name), r.level, int(r.parent or 0)) for r in read_area_list(path))
    return {unit.code: unit for unit in units}
