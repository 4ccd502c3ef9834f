"""Market supervision and tax: companies, those who hold them, their staff; and officials in business."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mingcha.engine.city import aid, cadres, staff
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.identity import strings, uscc_matrix
from mingcha.engine.city.months import ROLL, YEAR
from mingcha.engine.city.town import Town

WORDS = "恒盛丰泰源达顺康祥瑞华诚信远景嘉福安宏明"
TRADES = ("商贸", "建筑劳务", "农业开发", "餐饮管理", "物流", "网络科技", "建材", "广告传媒")
SHARE = 0.018  # companies per person


@dataclass(frozen=True, slots=True)
class Company:
    """A company as other offices quote it."""

    code: str
    name: str
    founded: date


def found(
    town: Town,
    legal: Person,
    *,
    kind: str = "有限责任公司",
    status: str = "存续",
    founded: date | None = None,
    setup: str = "新设",
    trade: str | None = None,
    role: str | None = None,
    tax: bool = True,
    role_until: date | None = None,
) -> Company:
    """Register a company with its legal representative (or owner) as first role."""
    county = legal.home.village.county
    start = founded or date(town.rng.randrange(2006, 2019), town.rng.randrange(1, 13), town.rng.randrange(1, 28))
    prefix = {"农民专业合作社": b"93", "个体工商户": b"92"}.get(kind, b"91")
    number = np.array([town.companies], dtype=np.int64)
    area = np.array([int(legal.home.village.county_code)], dtype=np.int64)
    code = str(strings(uscc_matrix(area, number, prefix))[0])
    town.companies += 1
    words = "".join(town.rng.sample(WORDS, 2))
    ending = {"农民专业合作社": "种养专业合作社", "个体工商户": "经营部"}.get(kind, "有限公司")
    name = f"{town.rng.choice((county, '衡阳市', '湖南'))}{words}{trade or town.rng.choice(TRADES)}{ending}"
    closed = start + timedelta(days=700) if status == "注销" else None
    town.book.add(
        "company", company=code, name=name, kind=kind, status=status, founded_on=start, cancelled_on=closed,
        industry=trade or "商务服务", legal_rep=legal, phone=legal.phone, address=legal.home.address, setup=setup,
        _keep=True,
    )  # fmt: skip
    made = Company(code, name, start)
    title = role or ("经营者" if kind == "个体工商户" else "法定代表人")
    join(town, made, legal, title, start, role_until or closed)
    if tax and status in ("存续", "在业"):
        for year in (2019, 2020):
            if start.year <= year:
                report(town, made, year, town.rng.randrange(8_000, 400_000), town.rng.randrange(3, 40))
    return made


def report(town: Town, company: Company, year: int, tax: float, insured: int) -> None:
    """Tax paid and staff insured in a year."""
    town.book.add("company_tax", company=company.code, name=company.name, tax=float(tax), insured=insured, year=year)


def join(
    town: Town, company: Company, person: Person, role: str, start: date | None = None, end: date | None = None,
    *, ratio: float | None = None, remark: str = "",
) -> None:  # fmt: skip
    """One role or share of a person in a company."""
    town.book.add(
        "company_role", company=company.code, company_name=company.name, person=person, role=role, ratio=ratio,
        from_on=start or company.founded, to_on=end, remark=remark, _keep=True,
    )  # fmt: skip


def insure(town: Town, person: Person, company: Company, start: date, end: date | None = None) -> None:
    """Insurance of an employee."""
    town.book.add(
        "social_insurance", person=person, company=company.code, company_name=company.name, scheme="企业职工养老保险",
        from_on=start, to_on=end, base=float(town.rng.randrange(30, 72) * 100), _keep=True,
    )  # fmt: skip


def background(town: Town) -> None:
    """Companies of people who are neither staff nor cadres nor on aid, with partners and employees of that kind."""
    homes = [h for h in town.cast.homes if not h.label]
    adults = [p for h in homes for p in h.members if not p.died and 24 <= p.age() <= 64]
    if not adults:
        return
    for _ in range(town.share(SHARE, 10)):
        kind = town.rng.choices(("有限责任公司", "个体工商户", "农民专业合作社"), (6, 3, 1))[0]
        status = town.rng.choices(("存续", "在业", "注销", "吊销"), (14, 3, 3, 1))[0]
        made = found(town, town.rng.choice(adults), kind=kind, status=status)
        if kind == "有限责任公司":
            join(town, made, town.rng.choice(adults), "股东", ratio=float(town.rng.randrange(1, 10) * 10))
        if kind == "农民专业合作社":
            join(town, made, town.rng.choice(adults), "合作社成员")
        if status == "存续" and town.rng.random() < 0.6:
            insure(town, town.rng.choice(adults), made, max(made.founded, date(2015, 3, 2)))


def plant(town: Town) -> None:
    """Rules 16, 29, 30, 31."""
    _aid_and_company(town)
    _officials_in_business(town)
    _second_employer(town)


def outsider(town: Town) -> Person:
    """Somebody from elsewhere, to lend a name to a company."""
    return town.cast.stranger()


def _aid_and_company(town: Town) -> None:
    for i, person in enumerate(town.cast.take(town.cases, grown(30, 64), "case")):
        fund = aid.fund_for(person)
        aid.grant(town, person, fund, aid.enrolled(town), ROLL[-1])
        partner = next((m for m in person.home.members if m is not person and m.age() >= 20 and not m.died), person)
        if i % 3 == 0:
            made = found(town, person, kind="个体工商户", status="在业")
        elif i % 3 == 1:
            made = found(town, partner)
        else:
            made = found(town, outsider(town))
            join(town, made, partner, "股东", ratio=40.0)
        town.truth.hit(16, person.id, made.code)
    for status, why in (("注销", "企业已注销"), ("歇业", "个体户已歇业"), ("撤销登记(冒用)", "被冒用身份登记，已撤销")):
        for person in town.cast.take(1, grown(30, 64), "case"):
            aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), ROLL[-1])
            made = found(town, person, kind="个体工商户", status=status)
            town.truth.miss(16, person.id, made.code, why=why)
    for person in town.cast.take(1, grown(30, 64), "case"):
        aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), ROLL[-1])
        made = found(town, outsider(town), kind="农民专业合作社")
        join(town, made, person, "合作社成员")
        town.truth.miss(16, person.id, made.code, why="仅为农民专业合作社成员")


def _officials_in_business(town: Town) -> None:
    """Rule 29, with every excuse the definition knows."""
    since = date(2012, 9, 1)
    for i, (person, unit, pay) in enumerate(staff.hire(town, town.cases, since=since)):
        staff.wages(town, person, unit, list(YEAR), pay)
        if i % 2:
            made = found(town, outsider(town))
            join(town, made, person, town.rng.choice(("股东", "监事", "董事")), date(2016, 4, 1), ratio=30.0)
        else:
            made = found(town, person, founded=date(2015, 6, 8))
        town.truth.hit(29, person.id, made.code)
    _excused_officials(town, since)
    for person in cadres.sitting(town, 1):
        made = found(town, person, kind="个体工商户")
        town.truth.miss(29, person.id, made.code, why="村(社区)干部，不属本规则对象")


def _excused_officials(town: Town, since: date) -> None:
    for remark, why in (("流通股(上市公司)", "持有上市公司流通股"), ("继承取得", "继承取得股份")):
        for person, _, _ in staff.hire(town, 1, since=since):
            made = found(town, outsider(town))
            join(town, made, person, "股东", date(2016, 4, 1), ratio=0.1, remark=remark)
            town.truth.miss(29, person.id, made.code, why=why)
    for status, why in (("注销", "企业已注销"), ("撤销登记(冒用)", "被冒用身份登记，已撤销")):
        for person, _, _ in staff.hire(town, 1, since=since):
            made = found(town, person, founded=date(2014, 3, 3), status=status)
            town.truth.miss(29, person.id, made.code, why=why)
    for person, _, _ in staff.hire(town, 1, since=since):
        made = found(town, outsider(town), founded=date(2008, 5, 5))
        join(town, made, person, "股东", date(2008, 5, 5), date(2012, 7, 1), ratio=20.0)
        town.truth.miss(29, person.id, made.code, why="任职前已退出")
    for person, unit, _ in staff.hire(town, 1, since=since):
        made = found(town, outsider(town))
        join(town, made, person, "董事", date(2018, 2, 1))
        approve(town, person, unit, made)
        town.truth.miss(29, person.id, made.code, why="经批准兼职")


def approve(town: Town, person: Person, unit: str, company: Company) -> None:
    """An outside post, approved and unpaid."""
    town.book.add(
        "side_job", approval_no=f"衡组兼批[2018]{town.serial('side job')}号", person=person, unit=unit,
        company_name=company.name, company=company.code, paid="否", approved_on=date(2018, 1, 12), _keep=True,
    )  # fmt: skip


def _second_employer(town: Town) -> None:
    for i, (person, _, _) in enumerate(staff.hire(town, town.cases + 1, since=date(2013, 9, 1))):
        made = found(town, outsider(town))
        end = date(2019, 7, 20) if i == 0 else None
        insure(town, person, made, date(2019, 6, 10), end)
        if i < town.cases:
            town.truth.hit(30, person.id, made.code)
        else:
            approve(town, person, town.staff[person], made)
            town.truth.miss(30, person.id, made.code, why="经批准兼职且不取酬")
    for person, _, _ in staff.hire(town, 1, since=date(2013, 9, 1)):
        made = found(town, outsider(town))
        insure(town, person, made, date(2010, 6, 10), date(2013, 9, 20))
        town.truth.miss(30, person.id, made.code, why="入职当月转出，仅重叠一个月")
