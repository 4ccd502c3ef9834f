"""Civil affairs: low-income aid and support of the destitute, month by month for two years."""

from mingcha.engine.city.cast import Home, Person, grown
from mingcha.engine.city.deaths import until
from mingcha.engine.city.months import ROLL, shift
from mingcha.engine.city.town import Town, roll_months, unused

RURAL, URBAN, DESTITUTE = "农村低保", "城市低保", "特困供养"
STANDARDS = {RURAL: (215, 260, 305, 340), URBAN: (350, 420, 480), DESTITUTE: (650, 780)}
HOME_SHARE = 0.05  # of households on low-income aid
DESTITUTE_SHARE = 0.006  # of people
LAST = ROLL[-1]


def fund_for(person: Person) -> str:
    """Low-income aid of town or country by where the home is."""
    return URBAN if person.home.village.urban else RURAL


def grant(
    town: Town, person: Person, fund: str, first: int, last: int, *, members: int = 1, roll: bool = True, **more: object
) -> float:
    """
    Pay a fund to one person for the months from `first` to `last`; returns what one month is.

    `first` may lie before the roll: it is the month of enrolment. `roll` also writes the list of aided members.
    """
    standard = town.rng.choice(STANDARDS[fund])
    aided = None if fund == DESTITUTE else members
    for month in roll_months(first, last):
        town.pay(fund, person, month, standard, members=aided or 1, enrolled=first, **more)
    if roll and aided:
        others = [m for m in person.home.members if m is not person and not m.died][: members - 1]
        enlist(town, person, [person, *others], fund, first, last)
    return float(standard * members)


def enlist(town: Town, head: Person, members: list[Person], fund: str, first: int, last: int) -> None:
    """The list of aided members of one case."""
    number = f"{'NB' if fund == RURAL else 'CB'}{head.home.village.code[:9]}{town.serial('aid'):06d}"
    for member in members:
        town.book.add(
            "low_income_member", case_no=number, fund=fund, head=head, member=member, _keep=True,
            relation="本人" if member is head else "家庭成员", from_month=first, to_month=last if last < LAST else None,
        )  # fmt: skip


def enrolled(town: Town) -> int:
    """A month of enrolment before the roll begins."""
    return town.rng.randrange(2013, 2019) * 100 + town.rng.randrange(1, 13)


def background(town: Town) -> None:
    """Poor households and lone elders who are paid as they should be."""
    share = HOME_SHARE * town.roll_share
    wanted = max(4, round(len(town.cast.homes) * share))
    poor = [home for home in town.cast.homes if unused(home)]
    for home in town.rng.sample(poor, min(wanted, len(poor) // 3)):
        home.label = "aid"
        _aid_home(town, home)
    lone = [p for p in town.cast.free(grown(62, 96)) if len(p.home.members) == 1]
    for person in lone[: town.share(DESTITUTE_SHARE * min(2.0, town.roll_share))]:
        person.home.label = "aid"
        grant(town, person, DESTITUTE, enrolled(town), until(town, person))


def _aid_home(town: Town, home: Home) -> None:
    """One household on aid: enrolled long ago or lately, some leave the roll."""
    head = next((m for m in home.members if not m.died and m.age() >= 18), None)
    if head is None:
        return
    first = enrolled(town) if town.rng.random() < 0.8 else shift(201901, town.rng.randrange(1, 15))
    last = LAST if town.rng.random() < 0.85 else shift(first if first > 201901 else 201901, town.rng.randrange(4, 20))
    living = sum(1 for m in home.members if not m.died)
    grant(town, head, fund_for(head), first, min(last, LAST), members=town.rng.randrange(1, living + 1))
