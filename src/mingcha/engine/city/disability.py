"""Disabled persons' federation: certificates and the two subsidies."""

from datetime import date

from mingcha.engine.city import aid
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.deaths import until
from mingcha.engine.city.months import ROLL, YEAR
from mingcha.engine.city.town import Town

FUND = "残疾两项补贴"
KINDS = (("肢体", 4), ("视力", 1), ("听力", 2), ("智力", 3), ("精神", 6), ("多重", 7))


def certify(
    town: Town, person: Person, level: str, issued: date, valid_to: date, *, status: str = "有效", remark: str = ""
) -> None:
    """One certificate."""
    kind, code = town.rng.choice(KINDS)
    grade = "一二三四".index(level[0]) + 1
    town.book.add(
        "disability", cert_no=f"{person.id}{code}{grade}", person=person, category=kind, level=level, issued_on=issued,
        valid_to=valid_to, status=status, remark=remark, _keep=True,
    )  # fmt: skip


def subsidise(town: Town, person: Person, months: list[int], standard: float) -> float:
    """Monthly subsidy; returns the sum."""
    for month in months:
        town.pay(FUND, person, month, standard)
    return standard * len(months)


def background(town: Town) -> None:
    """Certificate holders with valid cards, paid while they live; slight disabilities are not paid."""
    people = [p for p in town.cast.people if p.home.label not in ("case", "staff", "cadre", "clerk") and p.age() >= 6]
    for person in town.rng.sample(people, town.share(0.013, 4)):
        issued = date(town.rng.randrange(2012, 2019), town.rng.randrange(1, 13), town.rng.randrange(1, 28))
        level = town.rng.choices(("一级", "二级", "三级", "四级"), (2, 3, 3, 2))[0]
        certify(town, person, level, issued, date(issued.year + 10, issued.month, issued.day))
        if level[0] in "一二":
            subsidise(town, person, [m for m in YEAR if m <= until(town, person)], town.rng.choice((75.0, 85.0)))


def plant(town: Town) -> None:
    """Rules 23 and 25."""
    _without_certificate(town)
    _missed(town)


def _without_certificate(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(16, 70), "case")):
        if i % 3 == 0:
            amount = subsidise(town, person, list(YEAR), 75)
        elif i % 3 == 1:
            certify(town, person, "二级", date(2010, 6, 9), date(2020, 6, 8))
            subsidise(town, person, list(YEAR), 85)
            amount = 85.0 * 6
        else:
            certify(town, person, "二级", date(2015, 6, 9), date(2025, 6, 8), status="注销")
            amount = subsidise(town, person, list(YEAR), 85)
        town.truth.hit(23, person.id, amount=amount)
    for person in town.cast.take(1, grown(16, 70), "case"):
        certify(town, person, "二级", date(2010, 3, 9), date(2020, 3, 8), status="换证办理中")
        subsidise(town, person, list(YEAR), 85)
        town.truth.miss(23, person.id, why="证件到期，换证办理中")
    for person in town.cast.take(1, grown(16, 70), "case"):
        certify(town, person, "一级", date(2010, 12, 9), date(2020, 12, 8))
        subsidise(town, person, list(YEAR), 85)
        town.truth.miss(23, person.id, why="12月8日到期，当月仍有效")


def _missed(town: Town) -> None:
    for person in town.cast.take(town.cases, grown(20, 70), "case"):
        certify(town, person, "一级", date(2016, 6, 9), date(2026, 6, 8))
        town.truth.hit(25, person.id)
    for person in town.cast.take(1, grown(20, 70), "case"):
        certify(town, person, "二级", date(2016, 6, 9), date(2026, 6, 8), remark="本人书面放弃")
        town.truth.miss(25, person.id, why="本人书面放弃")
    for person in town.cast.take(1, grown(20, 70), "case"):
        certify(town, person, "二级", date(2016, 6, 9), date(2026, 6, 8))
        aid.grant(town, person, aid.fund_for(person), 201805, ROLL[-1])
        town.truth.miss(25, person.id, why="家庭已享受低保")
    for person in town.cast.take(1, grown(20, 70), "case"):
        certify(town, person, "三级", date(2016, 6, 9), date(2026, 6, 8))
        town.truth.miss(25, person.id, why="三级，不属重度")
