"""Education and poverty relief: who is enrolled where, and the vocational aid for pupils."""

from datetime import date

from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.town import Town

FUND = "雨露计划"
VOCATIONAL = ("中等职业学校", "高等职业学校", "技工学校")
TERMS = ("2020春", "2020秋")
AMOUNT = 1500


def enrol(
    town: Town,
    person: Person,
    kind: str,
    entered: date = date(2018, 9, 1),
    leaves: date = date(2021, 6, 30),
    status: str = "在读",
) -> None:
    """One pupil's record."""
    county = person.home.village.county
    names = {
        "中等职业学校": "衡阳市工商职业中专", "高等职业学校": "衡阳职业技术学院", "技工学校": "衡阳技师学院",
        "普通高中": f"{county}第二中学", "初级中学": f"{county}{person.home.village.township}初级中学",
        "小学": f"{county}{person.home.village.township}中心小学",
    }  # fmt: skip
    grade = ("一年级", "二年级", "三年级")[town.rng.randrange(3)]
    town.book.add(
        "enrolment", person=person, school=names[kind], school_kind=kind, grade=grade, entered_on=entered,
        leaves_on=leaves, status=status, _keep=True,
    )  # fmt: skip


def background(town: Town) -> None:
    """Most children are at school; vocational pupils of the country get aid in both terms."""
    for person in town.cast.people:
        age = person.age()
        if person.home.label == "case" or person.died or not 7 <= age <= 19 or town.rng.random() < 0.1:
            continue
        if age <= 12:
            enrol(town, person, "小学", date(2014 + 12 - age, 9, 1), date(2026 - age + 6, 6, 30))
        elif age <= 15:
            enrol(town, person, "初级中学", date(2018, 9, 1), date(2021, 6, 30))
        else:
            kind = town.rng.choice(("普通高中", *VOCATIONAL))
            enrol(town, person, kind)
            if kind != "普通高中" and not person.home.village.urban and town.rng.random() < 0.6:
                grant(town, person, TERMS)


def grant(town: Town, person: Person, terms: tuple[str, ...]) -> None:
    """Aid for some terms."""
    for term in terms:
        town.pay(FUND, person, term, AMOUNT)


def plant(town: Town) -> None:
    """Rule 54."""
    for i, person in enumerate(town.cast.take(town.cases, grown(15, 19), "case")):
        grant(town, person, ("2020春",) if i % 4 == 3 else TERMS)
        late = date(2020, 6, 30)
        if i % 4 == 0:
            enrol(town, person, "普通高中")
        elif i % 4 == 1:
            enrol(town, person, "中等职业学校", status="退学")
        elif i % 4 == 2:
            enrol(town, person, "技工学校", leaves=late)
        for term in TERMS:
            wrong = i % 4 != 2 or term == "2020秋"
            if wrong and not (i % 4 == 3 and term == "2020秋"):
                town.truth.hit(54, person.id, term, amount=float(AMOUNT))
    for person in town.cast.take(1, grown(15, 19), "case"):
        enrol(town, person, "中等职业学校", status="留级")
        grant(town, person, TERMS)
        for term in TERMS:
            town.truth.miss(54, person.id, term, why="留级重读，仍在籍")
    for person in town.cast.take(1, grown(15, 19), "case"):
        enrol(town, person, "技工学校", date(2020, 9, 1), date(2023, 6, 30))
        grant(town, person, ("2020秋",))
        town.truth.miss(54, person.id, "2020秋", why="9月1日当日入学")
