"""Justice: prison, detention, community correction, and what may not be paid meanwhile."""

from datetime import date

from mingcha.engine.city import aid, elderly
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.months import ROLL, YEAR, shift
from mingcha.engine.city.town import Town, roll_months

PRISON, DETENTION, COMMUNITY = "服刑", "羁押", "社区矫正"
PLACES = {PRISON: "湖南省雁南监狱", DETENTION: "衡阳市第二看守所", COMMUNITY: "县司法局社区矫正管理局"}


def hold(town: Town, person: Person, kind: str, start: date, end: date, outcome: str = "") -> None:
    """One line of the custody list."""
    town.book.add(
        "custody", person=person, kind=kind, from_on=start, to_on=end, outcome=outcome, place=PLACES[kind], _keep=True
    )


def background(town: Town) -> None:
    """A few people in custody whom no other office pays."""
    for person in town.cast.take(town.share(0.001, 2), grown(22, 52), "case"):
        start = date(town.rng.randrange(2016, 2021), town.rng.randrange(1, 13), town.rng.randrange(1, 28))
        end = date(start.year + town.rng.randrange(1, 5), start.month, start.day)
        hold(town, person, town.rng.choice((PRISON, DETENTION, COMMUNITY)), start, end)


def plant(town: Town) -> None:
    """Rules 8, 9, 10."""
    _pension_in_prison(town)
    _rise_in_correction(town)
    _aid_in_prison(town)


def _pension_in_prison(town: Town) -> None:
    start, end = date(2020, 2, 11), date(2020, 9, 20)
    for i, person in enumerate(town.cast.take(town.cases, grown(61, 78), "case")):
        hold(town, person, DETENTION if i % 3 == 2 else PRISON, start, end)
        elderly.pension(town, person, list(YEAR))
        town.truth.hit(8, person.id, amount=elderly.total(town, person, [m for m in YEAR if 202002 < m < 202009]))
    looks = (
        (PRISON, "刑满释放", [m for m in YEAR if m <= 202002 or m >= 202009], "仅入监当月及释放当月发放"),
        (COMMUNITY, "", list(YEAR), "社区矫正，按规定继续发放"),
        (DETENTION, "无罪释放", list(YEAR), "无罪释放"),
    )
    for kind, outcome, months, why in looks:
        for person in town.cast.take(1, grown(61, 78), "case"):
            hold(town, person, kind, start, end, outcome)
            elderly.pension(town, person, months, amount=168.5)
            town.truth.miss(8, person.id, why=why)


def _rise_in_correction(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases + 1, grown(61, 78), "case")):
        rise = 202006 if i < town.cases else 202002
        hold(town, person, COMMUNITY, date(2020, 3, 9), date(2022, 3, 8))
        elderly.pension(town, person, [m for m in YEAR if m < rise], amount=150.5, company=False)
        elderly.pension(town, person, [m for m in YEAR if m >= rise], amount=163.5, company=False)
        if i < town.cases:
            town.truth.hit(9, person.id)
        else:
            town.truth.miss(9, person.id, why="养老金调整早于社区矫正起始")


def _aid_in_prison(town: Town) -> None:
    start, end = date(2019, 5, 16), date(2020, 7, 15)
    inside = roll_months(201906, 202006)
    for i, person in enumerate(town.cast.take(town.cases, grown(30, 66), "case")):
        hold(town, person, DETENTION if i % 3 == 2 else PRISON, start, end)
        fund = aid.fund_for(person)
        last = shift(201906, 0 if i == 0 else town.rng.randrange(3, 14))
        each = aid.grant(town, person, fund, aid.enrolled(town), last)
        paid = len([m for m in inside if m <= last])
        town.truth.hit(10, person.id, fund, amount=each * paid)
    for kind, outcome, members, why in (
        (PRISON, "", 2, "按户保障，家庭其他成员仍符合条件"),
        (COMMUNITY, "", 1, "社区矫正"),
        (DETENTION, "无罪释放", 1, "无罪释放"),
    ):
        for person in town.cast.take(1, lambda p: 30 <= p.age() <= 66 and len(p.home.members) > 1, "case"):
            hold(town, person, kind, start, end, outcome)
            fund = aid.fund_for(person)
            aid.grant(town, person, fund, aid.enrolled(town), ROLL[-1], members=members)
            town.truth.miss(10, person.id, fund, why=why)
