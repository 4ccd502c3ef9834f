"""The benchmark city: eight clean csv files of millions of rows in which five rules have known answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mingcha.engine.city import bench_owners, bench_people
from mingcha.engine.city.areas import all_villages
from mingcha.engine.city.bench_payments import plan_payments, write_payments
from mingcha.engine.city.population import make_population

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BenchCity:
    """Row counts by file, and how many answers were planted for the five rules of the measurement."""

    rows: dict[str, int] = field(default_factory=dict)
    planted: dict[str, int] = field(default_factory=dict)


def make_bench_city(folder: Path, people: int, payments: int, seed: int, progress: Progress | None = None) -> BenchCity:
    """
    Write eight datasets as csv with the headings of the schemas; the same seed gives the same bytes.

    10 million payments cover the 24 months to 2020-12; more payments reach further back. Counts of the other
    datasets, and of planted answers, are in proportion to seven million people.
    """
    tell = progress or (lambda dataset, done, total: None)
    folder.mkdir(parents=True, exist_ok=True)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(5)]
    city = BenchCity()
    population = make_population(all_villages(), people, streams[0], kin=False)
    plan = plan_payments(population, payments, streams[1])
    for name, write in bench_people.WRITERS.items():
        city.rows[name] = write(folder / f"{name}.csv", population, plan, streams[2])
        tell(name, city.rows[name], city.rows[name])
    for name, rows in bench_owners.write_all(folder, population, plan, streams[3]).items():
        city.rows[name] = rows
        tell(name, rows, rows)
    city.rows["惠民资金发放"] = write_payments(folder / "惠民资金发放.csv", population, plan, streams[4], tell)
    city.planted.update(plan.planted)
    return city
