"""Human resources and civil affairs: pensions, checks that a pensioner lives, old-age allowance."""

from datetime import date, timedelta

from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.deaths import until
from mingcha.engine.city.months import YEAR, day_in, month_of, shift
from mingcha.engine.city.town import Town

QUARTERS = ((202001, "2020Q1"), (202004, "2020Q2"), (202007, "2020Q3"), (202010, "2020Q4"))
ALLOWANCE = 100


def pension(
    town: Town,
    person: Person,
    months: list[int],
    *,
    item: str = "养老金",
    amount: float | None = None,
    company: bool | None = None,
) -> float:
    """
    Pension of one person for some months; the yearly rise comes in July. Returns the monthly sum before it.

    `company` says whether the scheme is that of employees; by default one in five is drawn for it.
    """
    if company is None:
        company = town.rng.random() < 0.2
    each = amount or (town.rng.randrange(1600, 3400) if company else town.rng.randrange(118, 190)) + 0.5
    for month in months:
        raised = each + (12 if month >= 202007 and amount is None else 0)
        town.book.add(
            "pension_payment", person=person, scheme="企业职工养老保险" if company else "城乡居民养老保险",
            item=item, month=month, amount=raised,
        )  # fmt: skip
    return float(each)


def total(town: Town, person: Person, months: list[int]) -> float:
    """What a person got as pension in some months."""
    rows = town.book.rows["pension_payment"]
    return float(
        sum(r["amount"] for r in rows if r["person"] is person and r["month"] in months and r["item"] == "养老金")
    )


def check(town: Town, person: Person, day: date, method: str | None = None) -> None:
    """One check that a person lives."""
    how = method or town.rng.choice(("人脸识别", "现场认证", "村(社区)代办"))
    town.book.add(
        "liveness", person=person, checked_on=day, method=how, operator=town.rng.choice(("肖敏", "蒋利军", "谭小红"))
    )


def background(town: Town) -> None:
    """Pensions and checks for nine in ten people from sixty, old-age allowance from eighty."""
    for person in town.cast.people:
        if person.age(date(2020, 1, 1)) < 60 or person.home.label == "case":
            continue
        if town.rng.random() < 0.9:
            months = [m for m in YEAR if m <= until(town, person)]
            if months:
                pension(town, person, months)
                _yearly_check(town, person)
        if person.age(date(2020, 1, 1)) >= 80:
            allowance(town, person, until(town, person))


def _yearly_check(town: Town, person: Person) -> None:
    """One check a year, for the dead only while they lived."""
    day = date(2020, 3, 1) + timedelta(days=town.rng.randrange(240))
    if not person.died or day < person.died - timedelta(days=30):
        check(town, person, day)


def quarterly(town: Town, person: Person) -> bool:
    """Counties of one manner pay the old-age allowance by the quarter."""
    return town.style(person.home.village.county) == 1


def allowance(town: Town, person: Person, last: int) -> None:
    """Old-age allowance up to a month: monthly, or for each quarter that began by then."""
    if quarterly(town, person):
        for start, label in QUARTERS:
            if start <= last:
                town.pay("高龄津贴", person, label, ALLOWANCE, quantity=3, paid_on=day_in(shift(start, 3), 11))
    else:
        for month in YEAR:
            if month <= last:
                town.pay("高龄津贴", person, month, ALLOWANCE)


def plant(town: Town) -> None:
    """Rules 2, 3, 5."""
    _pensions_of_the_dead(town)
    _allowance_of_the_dead(town)
    _checks_of_the_dead(town)


def _pensions_of_the_dead(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(63, 94), "case")):
        person.died = day_in(shift(202001, town.rng.randrange(7)), town.rng.randrange(5, 26))
        month = month_of(person.died)
        last = shift(month, 2 if i == 0 else town.rng.randrange(3, 6))
        pension(town, person, [m for m in YEAR if m <= last])
        late = [m for m in YEAR if shift(month, 1) < m <= last]
        town.truth.hit(2, person.id, amount=round(total(town, person, late), 2))
    for person in town.cast.take(2, grown(63, 94), "case"):
        person.died = day_in(202005, town.rng.randrange(5, 26))
        pension(town, person, [m for m in YEAR if m <= 202006])
        pension(town, person, [202008], item="丧葬补助金", amount=1200)
        town.truth.miss(2, person.id, why="死亡次月养老金在宽限内，其后为丧葬补助金")


def _allowance_of_the_dead(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(82, 99), "case")):
        person.died = day_in(shift(202001, town.rng.randrange(5)), town.rng.randrange(5, 26))
        month = month_of(person.died)
        allowance(town, person, shift(month, 4 + i % 3))
        _judge_allowance(town, person, month)
    for person in town.cast.take(2, grown(82, 99), "case"):
        person.died = day_in(202005, town.rng.randrange(5, 26))
        allowance(town, person, 202006)
        _judge_allowance(town, person, 202005)


def _judge_allowance(town: Town, person: Person, month: int) -> None:
    """Whether a period starts after the tolerated month."""
    starts = {label: start for start, label in QUARTERS}
    late = [
        r["amount"]
        for r in town.book.rows["payment"]
        if r["payee"] is person and int(starts.get(str(r["period"])) or r["period"]) > shift(month, 1)
    ]
    if late:
        town.truth.hit(3, person.id, amount=float(sum(late)))
    else:
        town.truth.miss(3, person.id, why="所属期间起于死亡次月或之前")


def _checks_of_the_dead(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(65, 94), "case")):
        person.died = day_in(shift(202002, town.rng.randrange(7)), town.rng.randrange(5, 26))
        pension(town, person, [m for m in YEAR if m <= month_of(person.died)])
        check(town, person, person.died + timedelta(days=8 if i == 0 else town.rng.randrange(9, 70)))
        town.truth.hit(5, person.id)
    for days, method, why in ((7, None, "死亡后恰7天"), (40, "系统批量比对", "系统批量比对时间，非本人认证")):
        for person in town.cast.take(1, grown(65, 94), "case"):
            person.died = day_in(202004, town.rng.randrange(5, 26))
            pension(town, person, [m for m in YEAR if m <= 202004])
            check(town, person, person.died + timedelta(days=days), method)
            town.truth.miss(5, person.id, why=why)
