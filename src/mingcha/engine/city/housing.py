"""Housing departments: repair of dilapidated houses, relocation, public rental."""

from collections.abc import Callable
from datetime import date

from mingcha.engine.city import aid, property
from mingcha.engine.city.cast import Home, Person, grown, paired
from mingcha.engine.city.months import ROLL
from mingcha.engine.city.town import Town

GRANTS = {"C级": 12_000.0, "D级": 27_000.0}


def repair(
    town: Town, person: Person, approved: date, *, grade: str = "D级", identity: str = "一般农户", remark: str = ""
) -> float:
    """One grant for repairing a house."""
    amount = GRANTS[grade] + town.rng.randrange(0, 5) * 500
    town.book.add(
        "dilapidated_housing", village=person.home.village, person=person, identity=identity, grade=grade,
        address=person.home.address, amount=amount, year=approved.year, approved_on=approved, remark=remark, _keep=True,
    )  # fmt: skip
    return amount


def relocate(town: Town, person: Person, approved: date) -> None:
    """One flat in a resettlement area."""
    place = person.home.village
    town.book.add(
        "relocation_housing", village=place, person=person, amount=town.rng.randrange(3, 7) * 20_000.0,
        address=f"{place.county}{place.township}安居新村{town.rng.randrange(1, 12)}栋", year=approved.year,
        approved_on=approved, _keep=True,
    )  # fmt: skip


def rent(town: Town, person: Person, start: date, end: date | None, remark: str = "") -> None:
    """One public rental contract."""
    place = person.home.village
    town.book.add(
        "rental_housing", village=place, person=person, category="城镇中等偏下收入家庭", remark=remark,
        address=f"{place.county}阳光家园{town.rng.randrange(1, 9)}栋{town.rng.randrange(101, 999)}",
        rent=float(town.rng.randrange(90, 210)), from_on=start, to_on=end, _keep=True,
    )  # fmt: skip


def background(town: Town) -> None:
    """Grants to homes with nothing else: once each."""
    for person in town.cast.take(town.share(0.004, 4), grown(35, 75), "case", rural=True):
        repair(town, person, _day(town, 2013, 2020), grade=town.rng.choice(("C级", "D级")))
    for person in town.cast.take(town.share(0.0012, 2), grown(35, 70), "case", rural=True):
        relocate(town, person, _day(town, 2016, 2019))
    for person in town.cast.take(town.share(0.0015, 2), grown(26, 70), "case"):
        rent(town, person, _day(town, 2016, 2019), date(2023, 6, 30))


def _day(town: Town, first: int, last: int) -> date:
    return date(town.rng.randrange(first, last + 1), town.rng.randrange(2, 12), town.rng.randrange(1, 28))


def plant(town: Town) -> None:
    """Rules 40 to 43 and 45."""
    _twice(town)
    _both(town)
    _town_flat(town)
    _claimed_identity(town)
    _rental(town)


def _rural(town: Town, count: int, fits: Callable[[Person], bool] | None = None) -> list[Person]:
    return town.cast.take(count, fits or grown(35, 75), "case", rural=True)


def _mate(home: Home, person: Person) -> Person:
    """Another grown member of the household, else the same person."""
    return next((m for m in home.members if m is not person and m.age() >= 20 and not m.died), person)


def _twice(town: Town) -> None:
    for i, person in enumerate(_rural(town, town.cases)):
        first, second = date(2012, 5, 20), date(2022 - 2, 5, 19) if i else date(2020, 9, 2)
        amount = repair(town, person, first if i else date(2013, 4, 2))
        amount += repair(town, _mate(person.home, person), second)
        town.truth.hit(40, person.home.number, amount=amount)
    looks = (
        (date(2014, 3, 6), "C级", date(2019, 8, 12), "D级", "", "先C级维修后D级重建，等级不同"),
        (date(2015, 3, 6), "D级", date(2019, 8, 12), "D级", "因洪灾倒塌重建", "受灾重建"),
        (date(2008, 3, 6), "D级", date(2019, 8, 12), "D级", "", "相隔十年以上"),
    )
    for first, grade, second, other, remark, why in looks:
        for person in _rural(town, 1):
            repair(town, person, first, grade=grade)
            repair(town, person, second, grade=other, remark=remark)
            town.truth.miss(40, person.home.number, why=why)


def _both(town: Town) -> None:
    for person in _rural(town, town.cases):
        repair(town, person, date(2015, 6, 3))
        relocate(town, _mate(person.home, person), date(2018, 10, 15))
        town.truth.hit(41, person.home.number)
    pairs = ((c, p) for p in town.cast.free(grown(35, 75), rural=True) for c in p.children if c.home is not p.home)
    for child, parent in pairs:
        parent.home.label = child.home.label = "case"
        repair(town, parent, date(2015, 6, 3))
        relocate(town, child, date(2018, 10, 15))
        for home in (parent.home, child.home):
            town.truth.miss(41, home.number, why="父子已分户，分别享受")
        break


def _town_flat(town: Town) -> None:
    for person in _rural(town, town.cases):
        amount = repair(town, person, date(2019, 7, 16))
        property.dwelling(town, [_mate(person.home, person)], since=date(2016, 4, 11))
        town.truth.hit(42, person.id, amount=amount)
    for nature, since, status, why in (
        ("商品房", date(2020, 8, 3), "现势", "审批以后才购房"),
        ("宅基地房屋", date(2010, 8, 3), "现势", "仅有宅基地房屋"),
        ("商品房", date(2016, 8, 3), "历史", "房屋已转让"),
    ):
        for person in _rural(town, 1):
            repair(town, person, date(2019, 7, 16))
            property.dwelling(town, [person], nature=nature, since=since, status=status)
            town.truth.miss(42, person.id, why=why)


def _claimed_identity(town: Town) -> None:
    for i, person in enumerate(_rural(town, town.cases)):
        identity = "低保户" if i % 2 == 0 else "分散供养特困人员"
        amount = repair(town, person, date(2020, 6, 22), identity=identity)
        town.truth.hit(43, person.id, amount=amount)
    for person in _rural(town, 1):
        repair(town, person, date(2020, 6, 22), identity="低保户")
        aid.grant(town, person, aid.RURAL, 201703, 201909)
        town.truth.miss(43, person.id, why="上年度在低保名册(年度滞后)")
    for person in _rural(town, 1, lambda p: paired(p) and 35 <= p.age() <= 75):
        assert person.spouse is not None
        repair(town, person, date(2020, 6, 22), identity="低保户")
        aid.grant(town, person.spouse, aid.RURAL, 201703, ROLL[-1])
        town.truth.miss(43, person.id, why="低保由配偶领取")


def _rental(town: Town) -> None:
    lease = (date(2018, 5, 1), date(2023, 4, 30))
    for i, person in enumerate(town.cast.take(town.cases, grown(26, 70), "case")):
        rent(town, person, *lease)
        if i % 2:
            property.vehicle(town, _mate(person.home, person), 146_000.0, since=date(2019, 9, 9))
        else:
            property.dwelling(town, [_mate(person.home, person)], since=date(2019, 9, 9))
        town.truth.hit(45, person.id)
    for person in town.cast.take(1, grown(26, 70), "case"):
        rent(town, person, *lease)
        property.vehicle(town, person, 80_000.0, since=date(2017, 9, 9))
        town.truth.miss(45, person.id, why="车辆价值未超过标准")
    for person in town.cast.take(1, grown(26, 70), "case"):
        rent(town, person, date(2015, 5, 1), date(2018, 4, 30))
        property.dwelling(town, [person], since=date(2019, 9, 9))
        town.truth.miss(45, person.id, why="租期届满以后才购房")
    for person in town.cast.take(1, grown(26, 70), "case"):
        rent(town, person, *lease)
        property.dwelling(town, [person], since=date(2019, 9, 9), status="预告登记(未交付)")
        town.truth.miss(45, person.id, why="预告登记，尚未交付")
