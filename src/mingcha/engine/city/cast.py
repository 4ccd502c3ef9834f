"""The people of a small city as objects, so that cases can be planted on them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.city.areas import Village
from mingcha.engine.city.identity import accounts, id18_strings
from mingcha.engine.city.months import AS_OF_DAY, years_before
from mingcha.engine.city.name_tables import MALE_FIRST, MALE_SECOND, SURNAMES
from mingcha.engine.city.population import Population

EPOCH = date(1970, 1, 1)
OUTSIDE = 430181  # county code of strangers: nobody of the city was born there


@dataclass(eq=False, slots=True)
class Home:
    """One household: its number, village, address, members (head first) and what it was chosen for."""

    number: str
    village: Village
    address: str
    members: list[Person] = field(default_factory=list)
    label: str = ""

    @property
    def head(self) -> Person:
        """The first member."""
        return self.members[0]


@dataclass(eq=False, slots=True)
class Person:
    """One person; `died` is the date that counts, `account` the own one-card account."""

    id: str
    name: str
    male: bool
    birth: date
    home: Home
    relation: int
    account: str
    phone: str
    father: Person | None = None
    mother: Person | None = None
    spouse: Person | None = None
    children: list[Person] = field(default_factory=list)
    died: date | None = None

    def age(self, day: date = AS_OF_DAY) -> int:
        """Full years on a day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def kin_of(person: Person) -> set[Person]:
    """Near kin: spouse, parents, children, siblings, grandparents, grandchildren."""
    parents = [p for p in (person.father, person.mother) if p]
    found = {*parents, *person.children, *([person.spouse] if person.spouse else [])}
    for parent in parents:
        found |= {*parent.children, *(g for g in (parent.father, parent.mother) if g)}
    for child in person.children:
        found |= set(child.children)
    found.discard(person)
    return found


class Cast:
    """All homes, and the ways to pick people for a part nobody else plays."""

    def __init__(self, people: Population, rows: NDArray[np.int64], rng: Random) -> None:
        self.rng = rng
        self.homes: list[Home] = []
        self.people = _build(people, rows, self.homes, rng)
        self._order = list(self.homes)
        rng.shuffle(self._order)
        self.ids = {person.id for person in self.people}

    def free(self, fits: Callable[[Person], bool], *, rural: bool = False) -> Iterator[Person]:
        """People in homes nobody has chosen yet, at most one a home, in random order."""
        for home in self._order:
            if not home.label and not (rural and home.village.urban):
                found = next((p for p in home.members if not p.died and fits(p)), None)
                if found:
                    yield found

    def take(self, count: int, fits: Callable[[Person], bool], label: str, *, rural: bool = False) -> list[Person]:
        """Choose up to `count` people and reserve their homes and those of their near kin outside."""
        chosen: list[Person] = []
        for person in self.free(fits, rural=rural):
            if len(chosen) >= count:
                break
            if not person.home.label:
                reserve(person, label)
                chosen.append(person)
        return chosen

    def stranger(self) -> Person:
        """Somebody registered elsewhere: in no household of the city, kin of nobody."""
        home = Home("", self.rng.choice(self.homes).village, "湖南省长沙市浏阳市")
        birth = EPOCH + timedelta(days=self.rng.randrange(-3000, 9000))
        male = self.rng.random() < 0.7
        while True:
            sequence = self.rng.randrange(1, 490) * 2 + male
            base = (OUTSIDE * 10**8 + birth.year * 10**4 + birth.month * 100 + birth.day) * 1000 + sequence
            number = str(id18_strings(np.array([base], dtype=np.int64))[0])
            if number not in self.ids and not number.endswith("000"):
                break
        self.ids.add(number)
        name = self.rng.choice(SURNAMES) + self.rng.choice(MALE_FIRST[2]) + self.rng.choice(MALE_SECOND[2])
        return Person(number, name, male, birth, home, 2, "", f"139{self.rng.randrange(10**8):08d}")

    def spare_id(self, like: Person) -> str:
        """A valid id of the same county, birthday and sex that nobody bears."""
        base = int(like.id[:14]) * 1000
        for slot in range(
            0, 500, 50
        ):  # the places `unique_id17` leaves free, so nobody outside the town bears it either
            sequence = slot * 2 + like.male
            number = str(id18_strings(np.array([base + sequence], dtype=np.int64))[0])
            if number not in self.ids and not number.endswith("000"):
                self.ids.add(number)
                return number
        raise ValueError("no spare id left for this birthday")


def reserve(person: Person, label: str) -> None:
    """Mark a home as chosen and the homes of near kin of its members as taken."""
    person.home.label = label
    for member in person.home.members:
        for relative in kin_of(member):
            relative.home.label = relative.home.label or "kin"


def paired(person: Person) -> bool:
    """Whether somebody lives with a living spouse."""
    return person.spouse is not None and not person.spouse.died


def grown(low: int, high: int, *, male: bool | None = None) -> Callable[[Person], bool]:
    """A test for age in full years and, if given, sex."""
    latest, earliest = years_before(AS_OF_DAY, low), years_before(AS_OF_DAY, high + 1)
    return lambda p: earliest < p.birth <= latest and (male is None or p.male == male)


def _build(people: Population, rows: NDArray[np.int64], homes: list[Home], rng: Random) -> list[Person]:
    """Objects for the given rows (whole households)."""
    ids, names = id18_strings(people.id17[rows]).to_pylist(), people.names(rows).to_pylist()
    cards = accounts(rows).tolist()
    place = {int(row): i for i, row in enumerate(rows)}
    by_number: dict[int, Home] = {}
    found: list[Person] = []
    for i, row in enumerate(rows.tolist()):
        home = by_number.get(int(people.household[row]))
        if home is None:
            home = _home(people.villages[people.village[row]], int(people.household[row]), rng)
            by_number[int(people.household[row])] = home
            homes.append(home)
        birth = EPOCH + timedelta(days=int(people.birth[row]))
        phone = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
        person = Person(
            ids[i], names[i], bool(people.male[row]), birth, home, int(people.relation[row]), str(cards[i]), phone
        )
        home.members.append(person)
        found.append(person)
    _relate(people, rows, place, found)
    return found


def _home(village: Village, number: int, rng: Random) -> Home:
    """A home with an address in the village's manner."""
    if village.urban:
        street = rng.choice(("蒸水路", "雁峰大道", "石鼓路", "解放大道", "中山南路", "船山路"))
        rest = f"{street}{rng.randrange(1, 220)}号{rng.randrange(1, 19)}栋{rng.randrange(101, 1905)}室"
    else:
        rest = f"{village.short}村{rng.randrange(1, 16)}组{rng.randrange(1, 99)}号"
    return Home(f"{village.county_code}{number:08d}", village, f"湖南省衡阳市{village.county}{village.township}{rest}")


def _relate(people: Population, rows: NDArray[np.int64], place: dict[int, int], found: list[Person]) -> None:
    """Turn row numbers of parents and spouses into objects; kin outside the given rows stay unknown."""
    for person, row in zip(found, rows.tolist(), strict=True):
        father, mother = place.get(int(people.father[row])), place.get(int(people.mother[row]))
        spouse = place.get(int(people.spouse[row]))
        person.father = found[father] if father is not None else None
        person.mother = found[mother] if mother is not None else None
        person.spouse = found[spouse] if spouse is not None else None
        for parent in (person.father, person.mother):
            if parent:
                parent.children.append(person)
