"""The rest of a large city: clean csv files with ordinary people and payments, in which no rule finds anything."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.city import bench_owners, bench_people
from mingcha.engine.city.bench_payments import Tell, plan_payments, write_payments
from mingcha.engine.city.population import Population

SUFFIX = "_其余乡镇"
PAYMENTS = 1.2  # benefit payments per person when nobody says how many
DATASETS = {
    "户籍人口": "person", "监察对象": "public_official", "死亡登记": "death", "车辆登记": "vehicle",
    "不动产登记": "real_estate",
    "市场主体": "company", "股东及高管": "company_role", "惠民资金发放": "payment",
}  # fmt: skip


def write_hinterland(
    folder: Path, people: Population, payments: int | None, rng: np.random.Generator, tell: Tell
) -> dict[str, int]:
    """Write eight datasets of the given people; returns rows by dataset of the schemas."""
    wanted = round(len(people) * PAYMENTS) if payments is None else max(24, payments)
    plan = plan_payments(people, wanted, rng, plain=True)
    rows = {}
    for name, write in bench_people.WRITERS.items():
        rows[name] = write(folder / f"{name}{SUFFIX}.csv", people, plan, rng)
        tell(DATASETS[name], rows[name], rows[name])
    rows |= bench_owners.write_all(folder, people, plan, rng, SUFFIX)
    rows["惠民资金发放"] = write_payments(folder / f"惠民资金发放{SUFFIX}.csv", people, plan, rng, tell)
    return {DATASETS[name]: count for name, count in rows.items()}


def outside(people: Population, town: NDArray[np.int64]) -> Population:
    """The people of whom the town does not consist; kin and heads are dropped, for no rule may look at them."""
    mask = np.ones(len(people), dtype=np.bool_)
    mask[town] = False
    none = np.empty(0, dtype=np.int32)
    return Population(
        people.villages, people.household[mask], people.village[mask], people.relation[mask], people.male[mask],
        people.birth[mask], none, none, none, none, people.id17[mask], people.surname[mask], people.first[mask],
        people.second[mask],
    )  # fmt: skip
