"""Households with ages, sexes, kin and names: the people of a fictional city as arrays."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.city.areas import BIRTHPLACES, Village, village_weights
from mingcha.engine.city.households import AS_OF, SHAPES, Shape, fill_shape
from mingcha.engine.city.identity import Ints, unique_id17
from mingcha.engine.city.kin import link_elders
from mingcha.engine.city.naming import Codes, full_names, given_codes, surname_codes

DAYS_PER_YEAR = 365.25


@dataclass(slots=True)
class Population:
    """
    One row a person, sorted by village and household.

    `household` counts from 0; `head` maps a household to its head's row. `village` indexes `villages`. `relation` is
    the two-digit code to the head. `birth` is days since 1970. `father`, `mother`, `spouse` are rows, -1 when unknown.
    """

    villages: tuple[Village, ...]
    household: NDArray[np.int32]
    village: NDArray[np.int16]
    relation: NDArray[np.uint8]
    male: NDArray[np.bool_]
    birth: NDArray[np.int32]
    father: NDArray[np.int32]
    mother: NDArray[np.int32]
    spouse: NDArray[np.int32]
    head: NDArray[np.int32]
    id17: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    surname: Codes = field(default_factory=lambda: np.empty(0, dtype=np.uint16))
    first: Codes = field(default_factory=lambda: np.empty(0, dtype=np.uint16))
    second: Codes = field(default_factory=lambda: np.empty(0, dtype=np.uint16))

    def __len__(self) -> int:
        return len(self.household)

    def age(self) -> NDArray[np.float32]:
        """Ages in years on the as-of day."""
        return ((AS_OF - self.birth) / np.float32(DAYS_PER_YEAR)).astype(np.float32)

    def names(self, rows: NDArray[Any] | slice) -> Any:
        """Names of some rows as a pyarrow string array."""
        return full_names(self.surname[rows], self.first[rows], self.second[rows])


def make_population(villages: tuple[Village, ...], people: int, rng: np.random.Generator, *, kin: bool) -> Population:
    """Exactly `people` persons in whole households; with `kin`, elders are linked to grown children elsewhere."""
    shape, sizes = _shapes(people, rng)
    village = _spread(villages, len(shape), rng)
    result = _empty(villages, village, sizes)
    first_row = result.head.copy()
    for number in range(len(SHAPES)):
        fill_shape(result, number, first_row[shape == number], rng)
    if kin:
        link_elders(result, shape, rng)
    _identify(result, rng)
    _name(result, rng)
    return result


def _shapes(people: int, rng: np.random.Generator) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """Shape and size of each household, adding up to `people`: the last ones become single households to fit."""
    weights = np.array([shape.weight for shape in SHAPES])
    size = np.array([len(shape.members) for shape in SHAPES], dtype=np.int32)
    guess = int(people / (weights @ size) * 1.05) + 10
    shape = rng.choice(len(SHAPES), guess, p=weights).astype(np.int8)
    total = np.cumsum(size[shape])
    keep = int(np.searchsorted(total, people, side="right"))
    missing = people - int(total[keep - 1]) if keep else people
    single = next(i for i, s in enumerate(SHAPES) if s.members == Shape.SINGLE)
    shape = np.r_[shape[:keep], np.full(missing, single, dtype=np.int8)]
    return shape, size[shape]


def _spread(villages: tuple[Village, ...], households: int, rng: np.random.Generator) -> NDArray[np.int16]:
    """Village of each household, ascending."""
    counts = rng.multinomial(households, village_weights(villages, rng))
    return np.repeat(np.arange(len(villages), dtype=np.int16), counts)


def _empty(villages: tuple[Village, ...], village: NDArray[np.int16], sizes: NDArray[np.int32]) -> Population:
    """The frame of a population: households laid out, people not yet described."""
    people = int(sizes.sum())
    household = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    head = np.r_[0, np.cumsum(sizes)[:-1]].astype(np.int32)
    unknown = np.full(people, -1, dtype=np.int32)
    return Population(
        villages=villages,
        household=household,
        village=village[household],
        relation=np.zeros(people, dtype=np.uint8),
        male=np.zeros(people, dtype=np.bool_),
        birth=np.zeros(people, dtype=np.int32),
        father=unknown,
        mother=unknown.copy(),
        spouse=unknown.copy(),
        head=head,
    )


def _identify(result: Population, rng: np.random.Generator) -> None:
    """Resident ids: most issued in the own county, one in eight elsewhere."""
    own = np.array([int(v.county_code) for v in result.villages], dtype=np.int64)
    area = own[result.village]
    moved = rng.random(len(area), dtype=np.float32) < 0.125
    area[moved] = rng.choice(np.array(BIRTHPLACES, dtype=np.int64), int(moved.sum()))
    result.id17 = unique_id17(area, result.birth, result.male)


def _name(result: Population, rng: np.random.Generator) -> None:
    """Surnames go from father to child (three generations at most share a house), given names by cohort and sex."""
    result.surname = surname_codes(len(result), rng)
    parent = np.where(result.father >= 0, result.father, result.mother)
    children = np.flatnonzero(parent >= 0)
    for _ in range(4):
        result.surname[children] = result.surname[parent[children]]
    years = 1970 + result.birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    result.first, result.second = given_codes(years, result.male, rng)
