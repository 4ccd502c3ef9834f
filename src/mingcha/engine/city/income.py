"""Housing fund and medical settlements: no planted cases, but every department hands something in."""

from datetime import date, timedelta

from mingcha.engine.city.months import YEAR
from mingcha.engine.city.town import Town

HOSPITALS = ("县人民医院", "县中医医院", "县妇幼保健院")
ILLNESSES = ("肺炎", "高血压病", "2型糖尿病", "腰椎间盘突出", "脑梗死", "慢性胃炎")


def background(town: Town) -> None:
    """Contributions of staff; hospital stays of one person in twenty-five, all while alive."""
    for person, unit in town.staff.items():
        if person.home.label != "staff":
            continue
        base = town.rng.randrange(36, 80) * 100.0
        for month in YEAR[::3]:
            town.book.add(
                "housing_fund", person=person, unit=unit, base=base, month=month, amount=round(base * 0.24, 2)
            )
    people = [p for p in town.cast.people if not p.died]
    for person in town.rng.sample(people, min(len(people), town.share(0.04))):
        start = date(2020, 1, 3) + timedelta(days=town.rng.randrange(330))
        end = start + timedelta(days=town.rng.randrange(2, 15))
        town.book.add(
            "medical_settlement", person=person, provider=person.home.village.county + town.rng.choice(HOSPITALS),
            admitted_on=start, discharged_on=end, diagnosis=town.rng.choice(ILLNESSES), item="住院费用", quantity=1.0,
            amount=town.rng.randrange(80_000, 900_000) / 100, settled_on=end,
        )  # fmt: skip
