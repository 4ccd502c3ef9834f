"""Finance and organisation: who is on the public payroll, in which unit and post, and the monthly wages."""

from datetime import date

from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.custody import COMMUNITY, PRISON, hold
from mingcha.engine.city.deaths import until
from mingcha.engine.city.months import YEAR
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

SHARE = 0.009  # of all people
CIVIL, INSTITUTION, VILLAGE, PUBLIC_POST = "公务员", "事业编制", "村级组织人员", "公益性岗位人员"
CLERK, LEADER = ("科员", "业务"), ("副局长", "综合")
KEY_JOBS = ("财务", "人事", "审计", "纪检监察")


def units_of(town: Town, county: str) -> list[str]:
    """Bureaus of a county, then the governments and schools of its townships."""
    townships = dict.fromkeys(v.township for v in town.villages if v.county == county)
    places = [f"{county}{t}{'办事处' if t.endswith('街道') else '人民政府'}" for t in townships]
    return [county + bureau for bureau in COUNTY_BUREAUS] + places + [f"{county}{t}中心学校" for t in townships]


def employ(
    town: Town,
    person: Person,
    unit: str,
    *,
    job: tuple[str, str] = CLERK,
    since: date | None = None,
    until_day: date | None = None,
    status: str = "在职",
    supervised: bool = True,
) -> float:
    """Enter somebody in the rosters of paid staff and of supervised persons; returns the monthly pay."""
    earliest = max(1990, person.birth.year + 22)
    start = since or date(town.rng.randrange(min(earliest, 2017), 2018), town.rng.randrange(1, 13), 10)
    pay = float(town.rng.randrange(34, 78) * 100)
    category = INSTITUTION if "学校" in unit or town.rng.random() < 0.4 else CIVIL
    common = {"person": person, "unit": unit, "post": job[0], "from_on": start, "to_on": until_day, "_keep": True}
    town.book.add("fiscal_staff", category=category, status=status, monthly_pay=pay, **common)
    if supervised:
        leader = "是" if job[0].endswith(("局长", "镇长", "校长")) else "否"
        kind = "事业单位人员" if category == INSTITUTION else "公务员"
        town.book.add("public_official", is_leader=leader, job_class=job[1], category=kind, **common)
    town.staff[person] = unit
    return pay


def wages(
    town: Town, person: Person, unit: str, months: list[int], pay: float, *, item: str = "工资", keep: bool = True
) -> None:
    """Monthly wages of one person from one unit."""
    base = round(pay * 0.62, 2)
    for month in months:
        town.book.add(
            "payroll", unit=unit, person=person, item=item, base=base, allowance=round(pay - base, 2), gross=pay,
            net=round(pay * 0.86, 2), month=month, _keep=keep,
        )  # fmt: skip


def background(town: Town) -> None:
    """Ordinary staff: one a household, no near kin in any other roster, paid while they live."""
    per_county = {c: units_of(town, c) for c in town.counties}
    for i, person in enumerate(town.cast.take(town.share(SHARE, 12), grown(25, 57), "staff")):
        units = per_county[person.home.village.county]
        unit = units[i // 3 % len(units)]
        job = LEADER if i % 9 == 0 and unit.endswith("局") else CLERK
        pay = employ(town, person, unit, job=job)
        wages(town, person, unit, [m for m in YEAR if m <= until(town, person)], pay, keep=False)


def hire(town: Town, count: int, unit: str | None = None, **more: object) -> list[tuple[Person, str, float]]:
    """New staff for cases, not yet paid: person, unit, pay."""
    found = []
    for person in town.cast.take(count, grown(28, 56), "case"):
        county = person.home.village.county
        place = unit or county + town.rng.choice(COUNTY_BUREAUS)
        found.append((person, place, employ(town, person, place, **more)))  # type: ignore[arg-type]
    return found


def plant(town: Town) -> None:
    """Rules 6, 94, 95."""
    _wages_of_the_dead(town)
    _in_prison(town)
    _left(town)
    _two_units(town)


def _wages_of_the_dead(town: Town) -> None:
    for i, (person, unit, pay) in enumerate(hire(town, town.cases)):
        month = 202002 + town.rng.randrange(6)
        person.died = date(2020, month % 100, town.rng.randrange(5, 26))
        last = min(202012, month + (2 if i == 0 else town.rng.randrange(3, 6)))
        wages(town, person, unit, [m for m in YEAR if m <= last], pay)
        amount = pay * (last - month - 1)
        town.truth.hit(6, person.id, amount=amount)
        town.truth.hit(94, person.id, amount=amount)
    for person, unit, pay in hire(town, 1):
        person.died = date(2020, 5, 17)
        wages(town, person, unit, [m for m in YEAR if m <= 202006], pay)
        wages(town, person, unit, [202009], pay * 10, item="丧葬抚恤金")
        for rule in (6, 94):
            town.truth.miss(rule, person.id, why="死亡次月工资在宽限内，其后为丧葬抚恤金")


def _in_prison(town: Town) -> None:
    for person, unit, pay in hire(town, max(1, town.cases // 2)):
        hold(town, person, PRISON, date(2020, 3, 12), date(2021, 3, 11))
        wages(town, person, unit, list(YEAR), pay)
        town.truth.hit(94, person.id, amount=pay * 9)
    for person, unit, pay in hire(town, 1):
        hold(town, person, COMMUNITY, date(2020, 3, 12), date(2021, 3, 11))
        wages(town, person, unit, list(YEAR), pay)
        town.truth.miss(94, person.id, why="社区矫正，未脱离岗位")


def _left(town: Town) -> None:
    for status, extra in (("辞职", 2), ("调出", 4))[: max(1, town.cases - 1)]:
        for person, unit, pay in hire(town, 1, until_day=date(2020, 4, 20), status=status):
            wages(town, person, unit, [m for m in YEAR if m <= 202004 + extra], pay)
            town.truth.hit(94, person.id, amount=pay * (extra - 1))
    for status, why in (("借调", "借调期间"), ("病休", "长期病休"), ("脱产学习", "脱产学习期间按规定发放")):
        for person, unit, pay in hire(town, 1, until_day=date(2020, 4, 20), status=status):
            wages(town, person, unit, list(YEAR), pay)
            town.truth.miss(94, person.id, why=why)
    for person, unit, pay in hire(town, 1, until_day=date(2020, 4, 20), status="辞职"):
        wages(town, person, unit, [m for m in YEAR if m <= 202005], pay)
        town.truth.miss(94, person.id, why="离职次月仍发，在一个月宽限内")


def _two_units(town: Town) -> None:
    for i, (person, unit, pay) in enumerate(hire(town, town.cases)):
        other = next(u for u in units_of(town, person.home.village.county)[i:] if u != unit)
        wages(town, person, unit, [m for m in YEAR if m <= 202006], pay)
        first = 202005 if i == 0 else 202004 - i % 3
        wages(town, person, other, [m for m in YEAR if m >= first], pay)
        town.truth.hit(95, person.id)
        town.truth.maybe(94, person.id, why="双重领薪列在95号规则")
    for person, unit, pay in hire(town, 1):
        other = next(u for u in units_of(town, person.home.village.county) if u != unit)
        wages(town, person, unit, [m for m in YEAR if m <= 202006], pay)
        wages(town, person, other, [m for m in YEAR if m >= 202006], pay)
        town.truth.miss(95, person.id, why="调动衔接月重叠一个月")
        town.truth.miss(94, person.id, why="调动衔接月重叠一个月")
