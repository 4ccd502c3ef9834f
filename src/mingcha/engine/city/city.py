"""A whole fictional city in a folder: every dataset as departments hand it in, and truth.json beside them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.city import hinterland, stages
from mingcha.engine.city.areas import choose_villages
from mingcha.engine.city.book import Book, Truth
from mingcha.engine.city.cast import Cast
from mingcha.engine.city.dirt import Mess
from mingcha.engine.city.handing import Handed, hand_in
from mingcha.engine.city.population import Population, make_population
from mingcha.engine.city.rules import PARAMETERS
from mingcha.engine.city.town import Town

Progress = Callable[[str, int, int], None]
NOTE = "演示数据：人员、单位、账户、号牌均为虚构，行政区划代码为真实的统计用代码。"
LARGEST_TOWN = 60_000  # people who get the full treatment; the rest of a larger city is its clean hinterland


@dataclass(frozen=True, slots=True)
class CitySummary:
    """What was made: people, rows by dataset, files, and how much is planted."""

    people: int
    rows: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    positives: int = 0
    negatives: int = 0
    quarantine: int = 0


def make_city(
    folder: Path,
    *,
    people: int,
    seed: int,
    mess: Mess = Mess.HIGH,
    payments: int | None = None,
    progress: Progress | None = None,
) -> CitySummary:
    """
    Write a city of `people` persons to `folder/files` and its answers to `folder/truth.json`.

    The same arguments give the same bytes. `payments` is about how many benefit payments there are. `progress` is told
    the dataset, how much of it is done, and how much there is.
    """
    tell = progress or (lambda dataset, done, total: None)
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    numbers = np.random.default_rng(seed)
    population, rows = _people(people, numbers)
    town = _town(population, rows, seed, payments)
    rest = hinterland.outside(population, rows) if len(rows) < people else None
    del population
    stages.live(town, tell)
    handed = hand_in(town, files, mess, tell)
    if rest is not None:
        wanted = None if payments is None else payments - handed.rows["payment"]
        _add(handed, hinterland.write_hinterland(files, rest, wanted, numbers, tell))
    truth: dict[str, Any] = {
        "format": 1,
        "note": NOTE,
        "seed": seed,
        "people": people,
        "mess": mess.value,
        "parameters": PARAMETERS,
    }
    truth |= {"rules": town.truth.as_rules(), "quarantine": handed.quarantine, "quarantine_fields": []}
    summary = _summary(town, handed, people)
    truth["totals"] = {
        "rules": len(truth["rules"]), "positives": summary.positives, "negatives": summary.negatives,
        "quarantine": summary.quarantine, "rows": handed.rows,
    }  # fmt: skip
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary


def raise_town(people: int, seed: int, payments: int | None = None) -> Town:
    """A town with its book and truth written, nothing handed in: what the tests look at."""
    population, rows = _people(people, np.random.default_rng(seed))
    town = _town(population, rows, seed, payments)
    stages.live(town, lambda *_: None)
    return town


def _people(people: int, rng: np.random.Generator) -> tuple[Population, NDArray[np.int64]]:
    """Everybody, and the rows of those who make the town."""
    population = make_population(choose_villages(people, rng), people, rng, kin=True)
    return population, _town_rows(population, rng)


def _add(handed: Handed, rows: dict[str, int]) -> None:
    """Count the hinterland's files in."""
    for dataset, count in rows.items():
        handed.rows[dataset] += count
    handed.files += [f"{name}{hinterland.SUFFIX}.csv" for name in hinterland.DATASETS]


def _town_rows(population: Population, rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of the people who are acted out one by one: everybody, or those of villages drawn by lot."""
    if len(population) <= LARGEST_TOWN:
        return np.arange(len(population), dtype=np.int64)
    sizes = np.bincount(population.village, minlength=len(population.villages))
    order = rng.permutation(len(sizes))
    chosen = order[np.cumsum(sizes[order]) <= LARGEST_TOWN]
    return np.flatnonzero(np.isin(population.village, chosen)).astype(np.int64)


def _town(population: Population, rows: NDArray[np.int64], seed: int, payments: int | None) -> Town:
    """An empty town with its cast."""
    rng = Random(seed)
    used = np.unique(population.village[rows])
    villages = tuple(population.villages[int(i)] for i in used)
    share = min(4.0, max(0.2, payments / (len(rows) * 1.4))) if payments else 1.0
    cases = min(5, max(1, len(rows) // 2000))
    cast = Cast(population, rows, rng)
    return Town(cast, Book(), Truth(), rng, cases, villages, roll_share=share)


def _summary(town: Town, handed: Handed, people: int) -> CitySummary:
    return CitySummary(
        people=people,
        rows=dict(handed.rows),
        files=list(handed.files),
        positives=sum(len(found) for found in town.truth.positives.values()),
        negatives=sum(len(found) for found in town.truth.negatives.values()),
        quarantine=len(handed.quarantine),
    )
