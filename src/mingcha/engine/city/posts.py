"""Public posts, temporary aid, and aid or posts of people on the public payroll."""

from datetime import date

from mingcha.engine.city import aid, companies, staff
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.months import ROLL, YEAR, month_of, shift
from mingcha.engine.city.town import Town

FUND, RELIEF = "公益性岗位补贴", "临时救助"
PAY = 850


def serve(town: Town, person: Person, months: list[int], unit: str | None = None) -> None:
    """Monthly subsidy of a public post in a village."""
    place = person.home.village
    where = unit or f"{place.county}{place.township}{place.name}"
    for month in months:
        town.pay(FUND, person, month, PAY, work_unit=where)


def relieve(town: Town, person: Person, month: int, amount: float) -> None:
    """One temporary grant."""
    town.pay(RELIEF, person, month, amount)


def background(town: Town) -> None:
    """Posts well under the age limit, grants to ordinary people."""
    fits_man, fits_woman = grown(40, 57, male=True), grown(35, 52, male=False)
    for person in town.cast.take(town.share(0.003, 3), lambda p: fits_man(p) or fits_woman(p), "case", rural=True):
        first = YEAR[town.rng.randrange(0, 4)]
        serve(town, person, [m for m in YEAR if m >= first])
    for person in town.cast.take(town.share(0.003, 3), grown(25, 75), "case"):
        relieve(town, person, town.rng.choice(YEAR), town.rng.randrange(5, 30) * 100.0)


def plant(town: Town) -> None:
    """Rules 13, 39, 55, 56."""
    _aid_and_payroll(town)
    _staff_on_aid(town)
    _unfit_for_post(town)
    _two_posts(town)


def _employ(town: Town, person: Person, since: date = date(2016, 7, 1), end: date | None = None) -> None:
    """Put somebody on the payroll of the county's schools."""
    unit = staff.units_of(town, person.home.village.county)[-1]
    status = "在职" if end is None else "辞职"
    pay = staff.employ(town, person, unit, since=since, until_day=end, status=status)
    staff.wages(town, person, unit, [m for m in YEAR if end is None], pay)


def _mate(person: Person) -> Person | None:
    return next((m for m in person.home.members if m is not person and 22 <= m.age() <= 58 and not m.died), None)


def _aid_and_payroll(town: Town) -> None:
    couples = town.cast.take(town.cases + 2, lambda p: p.age() >= 35 and _mate(p) is not None, "case")
    for i, person in enumerate(couples):
        mate = _mate(person)
        assert mate is not None
        last = 202003 if i == town.cases else ROLL[-1]
        aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), last)
        if i < town.cases:
            _employ(town, mate)
            town.truth.hit(13, person.id)
        elif i == town.cases:
            _employ(town, mate, since=date(2020, 5, 8))
            town.truth.miss(13, person.id, why="退出低保后家庭成员才进入财政供养")
        else:
            town.book.add(
                "fiscal_staff", person=mate, unit=f"{person.home.village.county}{person.home.village.township}",
                post="保洁员",
                category=staff.PUBLIC_POST, status="在岗", from_on=date(2018, 3, 1), to_on=None,
                monthly_pay=850.0, _keep=True,
            )  # fmt: skip
            town.truth.miss(13, person.id, why="家庭成员为公益性岗位，非在编人员")
    pairs = (
        (p, c) for p in town.cast.free(grown(60, 80)) for c in p.children if not c.home.label and 24 <= c.age() <= 50
    )
    for person, child in pairs:
        if child.home is person.home:
            continue
        person.home.label = child.home.label = "case"
        aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), ROLL[-1])
        _employ(town, child)
        town.truth.miss(13, person.id, why="子女已分户，不在同一家庭")
        break


def _staff_on_aid(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(28, 55), "case")):
        _employ(town, person)
        if i % 3 == 0:
            relieve(town, person, 202005, 2000)
            town.truth.hit(39, person.id, RELIEF, amount=2000.0)
        elif i % 3 == 1:
            serve(town, person, [202003, 202004])
            town.truth.hit(39, person.id, FUND, amount=PAY * 2.0)
            town.truth.hit(55, person.id)
        else:
            fund = aid.fund_for(person)
            each = aid.grant(town, person, fund, 201903, ROLL[-1])
            town.truth.hit(39, person.id, fund, amount=each * 22)
            town.truth.hit(13, person.id)
    for person in town.cast.take(1, grown(40, 52), "case"):
        town.book.add(
            "fiscal_staff", person=person, unit=f"{person.home.village.county}{person.home.village.township}",
            post="护林员",
            category=staff.PUBLIC_POST, status="在岗", from_on=date(2018, 3, 1), to_on=None, monthly_pay=850.0,
            _keep=True,
        )  # fmt: skip
        serve(town, person, list(YEAR))
        town.truth.miss(39, person.id, FUND, why="公益性岗位人员领取本岗补贴")


def _unfit_for_post(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(40, 50), "case", rural=True)):
        serve(town, person, [m for m in YEAR if m <= 202009])
        if i % 2:
            person.died = date(2020, 4, 15)
        else:
            companies.found(town, person, kind="个体工商户" if i else "有限责任公司")
        town.truth.hit(55, person.id)

    def turns_60(person: Person) -> bool:
        return person.male and person.age(date(2020, 9, 30)) >= 60 > person.age(date(2020, 2, 1))

    turning = town.cast.take(town.cases, turns_60, "case")
    for i, person in enumerate(turning):
        turns = month_of(person.birth.replace(year=2020, day=1))
        serve(town, person, [m for m in YEAR if m <= (turns if i == 1 else shift(turns, 1))])
        if i == 1:
            town.truth.miss(55, person.id, why="年满60周岁当月止")
        else:
            town.truth.hit(55, person.id)
    for person in town.cast.take(1, grown(40, 50), "case", rural=True):
        serve(town, person, list(YEAR))
        companies.found(town, person, kind="个体工商户", status="歇业")
        town.truth.miss(55, person.id, why="个体户已歇业")


def _two_posts(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases + 1, grown(40, 50), "case", rural=True)):
        place = person.home.village
        serve(town, person, [m for m in YEAR if m <= 202007])
        first = 202007 if i == town.cases else 202006 if i == 0 else 202003
        serve(town, person, [m for m in YEAR if m >= first], f"{place.county}{place.township}环卫所")
        if i == town.cases:
            town.truth.miss(56, person.id, why="换岗交接月重叠一个月")
        else:
            town.truth.hit(56, person.id)
