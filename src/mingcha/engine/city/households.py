"""Shapes of households (2020 census: 2.67 people each) and the ages of those who live in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mingcha.engine.city.population import Population

AS_OF = int(np.datetime64("2020-12-31").astype(int))  # days since 1970
YEAR = 365.25

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One kind of household: its share, its members after the head, the head's age range in years.

    Members: H head, S spouse, K child, F and M the head's father and mother, B grown son, W his wife, G their child.
    """

    members: str
    weight: float
    youngest: float
    oldest: float

    SINGLE: ClassVar[str] = "H"


SHAPES = (
    Shape("H", 0.12, 62, 94),
    Shape("HS", 0.13, 58, 88),
    Shape("H", 0.10, 24, 62),
    Shape("HS", 0.12, 25, 58),
    Shape("HSK", 0.22, 26, 60),
    Shape("HSKK", 0.14, 34, 60),
    Shape("HSKKK", 0.02, 38, 60),
    Shape("HK", 0.05, 26, 58),
    Shape("HSKM", 0.055, 28, 58),
    Shape("HSKKFM", 0.025, 34, 55),
    Shape("HSBWG", 0.02, 55, 76),
)
RELATIONS = {"H": 2, "S": 10, "F": 51, "M": 52, "B": 20, "W": 38, "G": 41}


def fill_shape(people: Population, number: int, first: Rows, rng: np.random.Generator) -> None:
    """Describe the members of all households of one shape; `first` holds the rows of their heads."""
    shape, count = SHAPES[number], len(first)
    place = {member + str(shape.members[:i].count(member)): first + i for i, member in enumerate(shape.members)}
    head = place["H0"]
    age = shape.youngest + (shape.oldest - shape.youngest) * rng.random(count) ** (1.0 if shape.oldest < 70 else 1.5)
    people.birth[head] = AS_OF - (age * YEAR).astype(np.int32)
    people.male[head] = rng.random(count) < (0.88 if len(shape.members) > 1 else 0.5)
    people.relation[head] = RELATIONS["H"]
    if "M0" in place:
        people.male[head] = True
    if "S0" in place:
        _marry(people, head, place["S0"], rng)
    if "M0" in place:
        _parents(people, head, place, rng)
    _children(people, head, [rows for key, rows in place.items() if key[0] == "K"], rng)
    if "B0" in place:
        _younger_couple(people, head, place, rng)


def _days(low: float, high: float | NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Random spans between two numbers of years, in days."""
    return ((low + (high - low) * rng.random(count)) * YEAR).astype(np.int32)


def _marry(people: Population, head: Rows, spouse: Rows, rng: np.random.Generator) -> None:
    """A spouse of the other sex; husbands are from two years younger to five years older."""
    older = _days(-2.0, 5.0, len(head), rng)
    people.male[spouse] = ~people.male[head]
    people.birth[spouse] = people.birth[head] + np.where(people.male[head], older, -older)
    people.relation[spouse] = RELATIONS["S"]
    people.spouse[head], people.spouse[spouse] = spouse, head


def _parents(people: Population, head: Rows, place: dict[str, Rows], rng: np.random.Generator) -> None:
    """The head's mother, and father where the shape has one."""
    mother = place["M0"]
    people.birth[mother] = people.birth[head] - _days(19.0, 32.0, len(head), rng)
    people.relation[mother] = RELATIONS["M"]
    people.mother[head] = mother
    if "F0" in place:
        father = place["F0"]
        people.birth[father] = people.birth[mother] - _days(-1.0, 5.0, len(head), rng)
        people.male[father] = True
        people.relation[father] = RELATIONS["F"]
        people.father[head] = father
        people.spouse[father], people.spouse[mother] = mother, father


def _children(people: Population, head: Rows, columns: list[Rows], rng: np.random.Generator) -> None:
    """Children of the head (and spouse): the first when the mother is 20 to 33, the others 1.1 to 4 years apart."""
    if not columns:
        return
    spouse = people.spouse[head]
    paired = spouse >= 0
    mother = np.where(paired & people.male[head], spouse, head)
    age = (AS_OF - people.birth[mother]) / YEAR
    latest = np.minimum(33.0 if len(columns) == 1 else 24.5, age - 0.1)
    birth = people.birth[mother] + _days(20.0, latest, len(head), rng)
    for nth, rows in enumerate(columns):
        people.birth[rows] = birth
        male = rng.random(len(head)) < 0.53
        people.male[rows] = male
        people.relation[rows] = np.where(male, 21, 31) + nth
        people.father[rows] = np.where(people.male[head], head, np.where(paired, spouse, -1))
        people.mother[rows] = np.where(people.male[head], np.where(paired, spouse, -1), head)
        birth = birth + _days(1.1, 4.0, len(head), rng)


def _younger_couple(people: Population, head: Rows, place: dict[str, Rows], rng: np.random.Generator) -> None:
    """A grown son, his wife and their child in the grandparents' house."""
    son, wife, child, count = place["B0"], place["W0"], place["G0"], len(head)
    spouse = people.spouse[head]
    mother = np.where(people.male[head], spouse, head)
    people.birth[son] = people.birth[mother] + _days(20.0, 24.0, count, rng)
    people.birth[wife] = people.birth[son] + _days(-1.0, 4.0, count, rng)
    age = (AS_OF - people.birth[wife]) / YEAR
    people.birth[child] = people.birth[wife] + _days(20.0, np.minimum(30.0, age - 0.1), count, rng)
    people.male[son] = True
    people.male[child] = rng.random(count) < 0.53
    people.relation[son], people.relation[wife] = 21, RELATIONS["W"]
    people.relation[child] = np.where(people.male[child], 41, 42)
    people.father[son], people.mother[son] = np.where(people.male[head], head, spouse), mother
    people.father[child], people.mother[child] = son, wife
    people.spouse[son], people.spouse[wife] = wife, son
