"""Deaths as three offices report them, and the payments that stop in time."""

from datetime import date, timedelta

from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.months import AS_OF_DAY, ROLL, month_of, shift
from mingcha.engine.city.town import Town

RATE = 0.014  # of all people over the two years
FIRST = date(2019, 1, 5)


def background(town: Town) -> None:
    """Choose who dies in 2019 and 2020: nine in ten are old. Runs before anybody gets a part."""
    old = [p for p in town.cast.people if p.age() >= 62]
    young = [p for p in town.cast.people if 30 <= p.age() < 62]
    count = town.share(RATE)
    chosen = town.rng.sample(old, min(len(old) // 3, count * 9 // 10)) + town.rng.sample(young, count // 10)
    for person in chosen:
        person.died = FIRST + timedelta(days=town.rng.randrange((AS_OF_DAY - FIRST).days))


def until(town: Town, person: Person, last: int = ROLL[-1]) -> int:
    """The last month a careful office pays for: the month of death or, half the time, the tolerated one after it."""
    if not person.died:
        return last
    return min(last, shift(month_of(person.died), town.rng.randrange(2)))


def entry(town: Town, source: str, person: Person, died: date, *, remark: str = "", late: int = 0) -> None:
    """One death in one office's list; `late` days are added to the day of registration."""
    reported = died + timedelta(days=town.rng.randrange(2, 40) + late)
    town.book.add(
        "death", _source=source, person=person, died_on=died, cancelled_on=reported, reported_on=reported,
        cremated_on=died + timedelta(days=town.rng.randrange(1, 4)), remark=remark, _keep=True,
        place=town.rng.choice(("家中", "医院", "养老机构", "来院途中")), village=person.home.village,
    )  # fmt: skip


def report_all(town: Town) -> None:
    """
    Write every death not told by a case: the police nearly always, the others often, dates some days apart.

    The health certificate counts first, then the cremation register, then the police; the day of death that the
    generator reasoned with is written by the first of those, so that answers do not hang on a day's difference.
    """
    for person in town.cast.people:
        if not person.died or person in town.told:
            continue
        health, funeral = town.rng.random() < 0.6, town.rng.random() < 0.45
        police = town.rng.random() < 0.92 or not (health or funeral)
        true = person.died
        off = [min(true + timedelta(days=town.rng.randrange(-3, 4)), AS_OF_DAY) for _ in range(2)]
        if health:
            entry(town, "health", person, true)
        if funeral:
            entry(town, "funeral", person, off[0] if health else true)
        if police:
            late = town.rng.randrange(60, 300) if town.rng.random() < 0.12 else 0
            entry(town, "police", person, off[1] if health or funeral else true, late=late)


def plant(town: Town) -> None:
    """Rule 7: dates of the sources more than 30 days apart; a late registration alone is not."""
    for gap, count in ((31, 1), (75, town.cases - 1)):
        for person in town.cast.take(count, grown(66, 95), "case"):
            day = date(2020, town.rng.randrange(2, 9), town.rng.randrange(3, 26))
            person.died = day
            town.told.add(person)
            entry(town, "health", person, day)
            entry(town, "police", person, day + timedelta(days=gap))
            town.truth.hit(7, person.id)
    for days, late, why in ((30, 0, "相差恰为30天"), (4, 210, "仅注销(报告)日期滞后，死亡日期相差数日")):
        for person in town.cast.take(1, grown(66, 95), "case"):
            day = date(2020, town.rng.randrange(2, 9), town.rng.randrange(3, 26))
            person.died = day
            town.told.add(person)
            entry(town, "health", person, day)
            entry(town, "police", person, day + timedelta(days=days), late=late)
            town.truth.miss(7, person.id, why=why)


def cancelled(town: Town, person: Person, day: date) -> None:
    """A living person wrongly entered as dead and put right again."""
    town.told.add(person)
    entry(town, "police", person, day, remark="误登，已撤销")
