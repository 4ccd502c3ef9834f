"""Discipline, organisation and courts: sanctions, promotions, candidates, defaulters, kin in one unit."""

from datetime import date

from mingcha.engine.city import cadres, staff
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.custody import COMMUNITY, DETENTION, PRISON, hold
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

ENDS = {
    "警告": date(2020, 7, 13),
    "记过": date(2021, 1, 13),
    "记大过": date(2021, 7, 13),
}  # of decisions of 14 January 2020


def sanction(town: Town, person: Person, unit: str, kind: str, start: date, end: date) -> None:
    """One decision."""
    town.book.add(
        "discipline", doc_no=f"衡监处[{start.year}]{town.serial('sanction')}号", person=person, unit=unit, kind=kind,
        from_on=start, to_on=end, _keep=True,
    )  # fmt: skip


def change(town: Town, person: Person, unit: str, kind: str, day: date, rise: float = 180.0) -> None:
    """One promotion, pay step or appraisal."""
    before = town.rng.randrange(36, 66) * 100.0
    after = before if kind == "年度考核优秀" else before + rise
    town.book.add(
        "salary_change", person=person, unit=unit, kind=kind, effective_on=day, before=before, after=after, _keep=True
    )


def nominate(town: Town, person: Person, day: date = date(2020, 12, 9)) -> None:
    """One candidate for the village committee."""
    village = person.home.village
    post = town.rng.choice(cadres.posts_of(village)[1:3])
    town.book.add("candidate", village=village, person=person, post=post, nominated_on=day, _keep=True)


def default(town: Town, person: Person, performance: str) -> None:
    """One entry of the court's list."""
    county = person.home.village.county
    town.book.add(
        "court_default", case_no=f"(2019)湘0400执{town.serial('court') + 100}号", person=person,
        court=f"{county}人民法院",
        published_on=date(2019, 5, 21), performance=performance, _keep=True,
    )  # fmt: skip


def background(town: Town) -> None:
    """Clean candidates, ordinary pay steps."""
    for person in town.cast.take(town.share(0.003, 3), grown(28, 55), "case", rural=True):
        nominate(town, person)
    for person in town.cast.take(1, grown(30, 60), "case"):
        default(town, person, "全部未履行")
    for person, unit in list(town.staff.items())[: town.share(0.001, 3)]:
        if person.home.label == "staff":
            change(town, person, unit, "薪级工资晋升", date(2020, 1, 1))


def plant(town: Town) -> None:
    """Rules 33, 37, 38."""
    _candidates(town)
    _rewards(town)
    _kin_in_unit(town)


def _candidates(town: Town) -> None:
    people = iter(town.cast.take(town.cases + 4, grown(30, 55), "case", rural=True))
    bars = ("sanction", "prison", "court", "community")
    for i, person in zip(range(town.cases), people, strict=False):
        nominate(town, person)
        _bar(town, person, bars[i % len(bars)])
        town.truth.hit(37, person.id)
    excuses = ("处分已期满", "已履行完毕", "无罪释放", "刑满已超过五年")
    for why, person in zip(excuses, people, strict=False):
        nominate(town, person)
        if why == excuses[0]:
            sanction(town, person, person.home.village.name, "党内警告", date(2019, 11, 1), date(2020, 10, 31))
        elif why == excuses[1]:
            default(town, person, "已履行完毕")
        elif why == excuses[2]:
            hold(town, person, DETENTION, date(2018, 2, 1), date(2018, 6, 2), "无罪释放")
        else:
            hold(town, person, PRISON, date(2012, 2, 1), date(2015, 12, 8), "刑满释放")
        town.truth.miss(37, person.id, why=why)


def _bar(town: Town, person: Person, bar: str) -> None:
    if bar == "sanction":
        sanction(town, person, person.home.village.name, "党内严重警告", date(2020, 3, 2), date(2021, 3, 1))
    elif bar == "court":
        default(town, person, "全部未履行")
    else:
        kind = PRISON if bar == "prison" else COMMUNITY
        hold(town, person, kind, date(2014, 5, 6), date(2016, 5, 5), "刑满释放")


def _rewards(town: Town) -> None:
    kinds = (("记过", "职务晋升"), ("警告", "职级晋升"), ("记过", "年度考核优秀"), ("记大过", "薪级工资晋升"))
    for i, (person, unit, pay) in enumerate(staff.hire(town, town.cases, since=date(2010, 9, 1))):
        staff.wages(town, person, unit, [202001], pay)
        kind, reward = kinds[i % len(kinds)]
        start = date(2020, 1, 14)
        end = ENDS[kind]
        sanction(town, person, unit, kind, start, end)
        change(town, person, unit, reward, start if i == 0 else date(2020, 5, 18))
        town.truth.hit(38, person.id)
    for kind, reward, day, why in (
        ("警告", "薪级工资晋升", date(2020, 5, 18), "警告期间薪级晋升，允许"),
        ("记过", "统一调整津贴补贴标准", date(2020, 5, 18), "统一调整"),
        ("警告", "职级晋升", date(2020, 7, 20), "处分期满后"),
    ):
        for person, unit, _ in staff.hire(town, 1, since=date(2010, 9, 1)):
            end = date(2020, 7, 13) if kind == "警告" else date(2021, 1, 13)
            sanction(town, person, unit, kind, date(2020, 1, 14), end)
            change(town, person, unit, reward, day)
            town.truth.miss(38, person.id, why=why)


def _kin_in_unit(town: Town) -> None:
    """Rule 33: a couple in one unit, one of them leading, the other in a key job."""
    shapes: list[tuple[tuple[str, str], tuple[str, str], str]] = [
        (("副局长", "综合"), ("科员", staff.KEY_JOBS[i % 4]), "") for i in range(town.cases)
    ]
    shapes.append((("科员", "业务"), ("会计", "财务"), "同单位但双方均无领导职务"))
    shapes.append((("副局长", "综合"), ("会计", "财务"), "经批准的例外"))
    shapes.append((("副局长", "综合"), ("会计", "财务"), "不在同一单位"))
    fits = grown(30, 56)
    couples = town.cast.take(
        len(shapes), lambda p: bool(fits(p) and p.spouse and fits(p.spouse) and not p.spouse.died), "case"
    )
    for person, (job, other, why) in zip(couples, shapes, strict=False):
        assert person.spouse is not None
        units = [person.home.village.county + b for b in COUNTY_BUREAUS]
        second = units[3] if why == "不在同一单位" else units[2]
        staff.employ(town, person, units[2], job=job, since=date(2008, 9, 1))
        staff.employ(town, person.spouse, second, job=other, since=date(2010, 9, 1))
        pair = sorted((person.id, person.spouse.id))
        if not why:
            town.truth.hit(33, *pair)
        else:
            town.truth.miss(33, *pair, why=why)
        if why == "经批准的例外":
            town.book.add(
                "recusal_exception", approval_no=f"衡组回避[2019]{town.serial('recusal')}号", person_a=person,
                person_b=person.spouse, unit=units[2], approved_on=date(2019, 5, 20), reason="专业性强，经批准暂不回避",
                _keep=True,
            )  # fmt: skip
