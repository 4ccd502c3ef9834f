"""Ten million monthly payments: who stands on which roll, until when, into which account."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingcha.engine.city.clean_csv import CleanCsv, choice, chunks, day_column, roughen
from mingcha.engine.city.households import AS_OF
from mingcha.engine.city.identity import accounts, id18_strings
from mingcha.engine.city.population import Population

MONTHS = 24  # of history for the planned number of payments; more payments mean more months
FUNDS = ("农村低保", "城市低保", "特困供养", "高龄津贴", "残疾两项补贴", "公益性岗位补贴")
STANDARDS = np.array((240, 380, 520, 100, 80, 800), dtype=np.int32)  # yuan a month and head
SHARES = (0.46, 0.09, 0.09, 0.2, 0.13, 0.03)
OLDEST_FUND = 3
PLAIN_SHARES = (0.6, 0.1, 0.1, 0.2, 0.0, 0.0)  # funds that need no certificate and no age limit
OFFSET = 1_000_000_000
CAPACITY = 0.11  # roll places per person: more would need the whole population on aid
HEADINGS = (
    "资金项目", "姓名", "身份证号", "保障人口", "发放金额", "所属月份", "银行账号", "开户人身份证号", "发放日期",
)  # fmt: skip

Tell = Callable[[str, int, int], None]


@dataclass(slots=True)
class Plan:
    """
    Places on the rolls: `first` holds a place until `change` (a month's number, exclusive), `second` after it.

    `holder` is the row of the person whose account receives the money of `first`; `dead` and `died` list deaths as rows
    and days; months count from 0 and end with December 2020. A plain plan has nothing planted: the hinterland of a
    city whose cases are elsewhere, and its numbers (accounts, plates, companies) lie beyond `OFFSET`.
    """

    months: int
    payments: int
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    change: NDArray[np.int16]
    fund: NDArray[np.int8]
    members: NDArray[np.int8]
    holder: NDArray[np.int32]
    dead: NDArray[np.int32]
    died: NDArray[np.int32]
    plain: bool = False
    planted: dict[str, int] = field(default_factory=dict)

    @property
    def offset(self) -> int:
        """Where numbers begin, so that those of town and hinterland differ."""
        return OFFSET if self.plain else 0

    def kept_apart(self, population: Population) -> NDArray[np.bool_]:
        """Whose property would be a finding: those on the rolls, in a plain plan their whole households."""
        mask = self.beneficiaries(len(population))
        if self.plain:
            homes = np.zeros(int(population.household.max()) + 1, dtype=np.bool_)
            homes[population.household[mask]] = True
            mask = homes[population.household]
        return mask

    def beneficiaries(self, people: int) -> NDArray[np.bool_]:
        """Who gets any money, by row."""
        mask = np.zeros(people, dtype=np.bool_)
        mask[self.first] = True
        mask[self.second] = True
        return mask


def plan_payments(population: Population, payments: int, rng: np.random.Generator, *, plain: bool = False) -> Plan:
    """Fill the rolls with living people, hand places on, and plant deaths, shared accounts and double programmes."""
    people = len(population)
    scale = people / 7_000_000
    places = min(-(-payments // MONTHS), int(people * CAPACITY))
    months = max(MONTHS, round(payments / places))
    places = -(-payments // months)
    fund = np.repeat(np.arange(len(FUNDS), dtype=np.int8), rng.multinomial(places, PLAIN_SHARES if plain else SHARES))
    first, second = _choose(population, fund, rng)
    plan = Plan(
        months, payments, first, second, _changes(places, months, rng), fund, _members(fund, rng), first.copy(),
        np.empty(0, np.int32), np.empty(0, np.int32), plain,
    )  # fmt: skip
    plan.planted["R1"] = _deaths(population, plan, round(60_000 * scale), 0 if plain else round(2_998 * scale), rng)
    if plain:
        return plan
    free = plan.change == months  # places untouched so far: what is planted must not undo what was planted before
    plan.planted["R5"] = _double(plan, free, max(1, round(1_670 * scale)), rng)
    plan.planted["R4"] = _share_accounts(plan, free, max(1, round(394 * scale)), rng)
    return plan


def _choose(
    population: Population, fund: NDArray[np.int8], rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Two different people for each place, nobody twice; the old-age allowance goes to the oldest."""
    order = rng.permutation(np.flatnonzero(AS_OF - population.birth > 18 * 365)).astype(np.int32)
    wanted = len(fund)
    chosen = order[: 2 * wanted]
    if len(chosen) < 2 * wanted:
        raise ValueError("too many payments a month for so few people")
    oldest = chosen[np.argsort(population.birth[chosen], kind="stable")]
    old_places = int((fund == OLDEST_FUND).sum())
    elders, others = oldest[: 2 * old_places], rng.permutation(oldest[2 * old_places :])
    first, second = np.empty(wanted, np.int32), np.empty(wanted, np.int32)
    is_old = fund == OLDEST_FUND
    first[is_old], second[is_old] = elders[:old_places], elders[old_places:]
    first[~is_old], second[~is_old] = others[: wanted - old_places], others[wanted - old_places :]
    return first, second


def _changes(places: int, months: int, rng: np.random.Generator) -> NDArray[np.int16]:
    """One place in ten changes hands at some month; the others never."""
    change = np.full(places, months, dtype=np.int16)
    moving = rng.random(places) < 0.1
    change[moving] = rng.integers(1, months, int(moving.sum()))
    return change


def _members(fund: NDArray[np.int8], rng: np.random.Generator) -> NDArray[np.int8]:
    """Low-income aid covers one to four of a household, other funds one."""
    members = rng.choice(np.array((1, 2, 3, 4), dtype=np.int8), len(fund), p=(0.55, 0.25, 0.13, 0.07))
    members[fund > 1] = 1
    return members


def _deaths(population: Population, plan: Plan, deaths: int, planted: int, rng: np.random.Generator) -> int:
    """Deaths in the last two years: some places stop in time, `planted` go on; returns those paid too long."""
    on_roll = plan.beneficiaries(len(population))
    old = np.flatnonzero((AS_OF - population.birth > 55 * 365) & ~on_roll)
    ordinary = rng.choice(old, min(len(old), max(0, deaths - planted * 2)), replace=False)
    single = rng.permutation(np.flatnonzero((plan.members == 1) & (plan.change == plan.months)))
    slots = single[: min(planted * 2, len(single))]
    month = rng.integers(plan.months - MONTHS, plan.months - 3, len(slots))
    late = np.arange(len(slots)) < planted
    last = np.where(late, month + 2 + rng.integers(0, 14, len(slots)), month + rng.integers(0, 2, len(slots)))
    plan.change[slots] = np.minimum(last + 1, plan.months)
    day = _month_start(plan.months, month) + rng.integers(0, 28, len(slots))
    plan.dead = np.r_[plan.first[slots], ordinary].astype(np.int32)
    plan.died = np.r_[day, AS_OF - rng.integers(0, 730, len(ordinary))].astype(np.int32)
    return int(late.sum())


def _month_start(months: int, month: NDArray[np.int64]) -> NDArray[np.int64]:
    """First day of a month number, in days since 1970; the last month is December 2020."""
    index = 2020 * 12 + 11 - 1970 * 12 - (months - 1) + month
    return np.asarray(index.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def _share_accounts(plan: Plan, free: NDArray[np.bool_], groups: int, rng: np.random.Generator) -> int:
    """`groups` accounts that five to nine people on the rolls share all the time; returns how many fitted."""
    sizes = rng.integers(5, 10, groups)
    slots = rng.permutation(np.flatnonzero(free))
    sizes = sizes[np.cumsum(sizes) <= len(slots)]
    slots = slots[: int(sizes.sum())]
    owner = np.repeat(np.cumsum(sizes) - sizes, sizes)
    plan.holder[slots] = plan.first[slots[owner]]
    return len(sizes)


def _double(plan: Plan, free: NDArray[np.bool_], people: int, rng: np.random.Generator) -> int:
    """People on the low-income roll and the roll of the destitute at once; returns person-months of both."""
    poor = rng.permutation(np.flatnonzero(free & (plan.fund < 2)))[:people]
    destitute = rng.permutation(np.flatnonzero(free & (plan.fund == 2)))[:people]
    pairs = min(len(poor), len(destitute))
    poor, destitute = poor[:pairs], destitute[:pairs]
    plan.first[destitute] = plan.first[poor]
    plan.holder[destitute] = plan.holder[poor]
    free[poor] = free[destitute] = False
    return pairs * plan.months


def write_payments(path: Path, population: Population, plan: Plan, rng: np.random.Generator, tell: Tell) -> int:
    """Month after month, place after place; exactly `payments` rows."""
    with CleanCsv(path, HEADINGS) as out:
        for month in range(plan.months):
            left = plan.payments - out.rows
            for rows in chunks(min(len(plan.first), left)):
                _write_month(out, population, plan, month, rows, rng)
            tell("惠民资金发放", out.rows, plan.payments)
        return out.rows


def _write_month(
    out: CleanCsv, population: Population, plan: Plan, month: int, rows: slice, rng: np.random.Generator
) -> None:
    """One chunk of one month's roll."""
    stayed = plan.change[rows] > month
    person = np.where(stayed, plan.first[rows], plan.second[rows])
    holder = np.where(stayed, plan.holder[rows], plan.second[rows])
    fund, members = plan.fund[rows], plan.members[rows]
    start = int(_month_start(plan.months, np.array([month]))[0])
    label = int(str(np.datetime64(start, "D").astype("datetime64[M]")).replace("-", ""))
    count = len(person)
    out.write(
        choice(FUNDS, fund),
        population.names(person),
        roughen(id18_strings(population.id17[person]), 0.015, rng),
        members,
        STANDARDS[fund] * members,
        pa.array(np.full(count, label, dtype=np.int32)),
        accounts(holder.astype(np.int64) + plan.offset),
        id18_strings(population.id17[holder]),
        day_column(start + 9 + population.village[person] % 15),
    )
