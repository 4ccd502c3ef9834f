"""The real area tree of Hengyang and how fictional people are spread over it."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

AREAS_FILE = Path(__file__).parents[1] / "understanding" / "data" / "hengyang_areas.csv"  # the one copy in the package
PARKS = ("430473", "430476")  # statistical pseudo-counties: nobody is registered there

# Where people born elsewhere come from: county codes of first issue, so that id prefixes are not all local.
BIRTHPLACES = (
    "430105",
    "430203",
    "430302",
    "430502",
    "430621",
    "431002",
    "431103",
    "440306",
    "420102",
    "360102",
    "450302",
)


@dataclass(frozen=True, slots=True)
class Village:
    """One village or residents' committee: 12-digit code and the names above it."""

    code: str
    name: str
    township_code: str
    township: str
    county_code: str
    county: str

    @property
    def urban(self) -> bool:
        """Residents' committees are numbered below 200."""
        return int(self.code[9:]) < 200

    @property
    def short(self) -> str:
        """The name without its committee, as people write it in an address."""
        return (
            self.name.removesuffix("居委会").removesuffix("村民委员会").removesuffix("村委会").removesuffix("社区")
            or self.name
        )


@cache
def all_villages() -> tuple[Village, ...]:
    """Every village of the twelve real counties, in code order."""
    with AREAS_FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    found = []
    for code in sorted(rows):
        if rows[code]["level"] != "village" or code[:6] in PARKS:
            continue
        township, county = rows[code[:9] + "000"], rows[code[:6] + "000000"]
        found.append(
            Village(code, rows[code]["name"], township["code"], township["name"], county["code"][:6], county["name"])
        )
    return tuple(found)


def choose_villages(people: int, rng: np.random.Generator) -> tuple[Village, ...]:
    """As many villages as `people` can fill with some hundreds each, whole townships together, several counties."""
    every = all_villages()
    wanted = max(6, people // 300)
    if wanted >= len(every):
        return every
    by_county: dict[str, dict[str, list[Village]]] = {}
    for village in every:
        by_county.setdefault(village.county_code, {}).setdefault(village.township_code, []).append(village)
    codes = sorted(by_county)
    counties = [str(c) for c in rng.permutation(codes)[: int(np.clip(people // 1500, 3, len(codes)))]]
    share = -(-wanted // len(counties))
    chosen: list[Village] = []
    for county in counties:
        chosen += _fill_county(by_county[county], share, rng)
    return tuple(sorted(chosen, key=lambda village: village.code))


def _fill_county(townships: dict[str, list[Village]], wanted: int, rng: np.random.Generator) -> list[Village]:
    """Take villages township by township; at most two fifths of the quota from one, so that several appear."""
    chosen: list[Village] = []
    limit = max(1, -(-wanted * 2 // 5))
    for code in rng.permutation(sorted(townships)):
        if len(chosen) >= wanted:
            break
        pool = townships[str(code)]
        take = min(len(pool), limit, wanted - len(chosen))
        chosen += [pool[int(i)] for i in sorted(rng.permutation(len(pool))[:take])]
    return chosen


def village_weights(villages: tuple[Village, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Share of the households in each village: log-normal, towns about twice the size of villages."""
    size = rng.lognormal(0.0, 0.35, len(villages)) * np.array([2.0 if v.urban else 1.0 for v in villages])
    return np.asarray(size / size.sum(), dtype=np.float64)
