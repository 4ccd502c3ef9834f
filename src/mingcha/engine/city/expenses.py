"""Travel, receptions and allowances claimed by offices."""

from datetime import date, timedelta

from mingcha.engine.city.cast import Person
from mingcha.engine.city.months import YEAR, day_in
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

ALLOWANCES = ("公务交通补贴", "乡镇工作补贴", "值班补助")


def trip(town: Town, person: Person, unit: str, start: date, end: date) -> str:
    """One travel claim; returns its number."""
    number = f"CLBX{start:%Y%m}{town.serial('trip'):05d}"
    town.book.add(
        "travel_claim", claim_no=number, unit=unit, person=person, from_on=start, to_on=end, remark="",
        place=town.rng.choice(("长沙市", "武汉市", "广州市", "株洲市", "郴州市")),
        amount=float(town.rng.randrange(20, 240) * 10),
        _keep=True,
    )  # fmt: skip
    return number


def reception(
    town: Town, unit: str, guests: int, escorts: int, *, letter: bool = True, remark: str = ""
) -> tuple[str, float]:
    """One reception; returns its number and cost."""
    day = date(2020, town.rng.randrange(3, 13), town.rng.randrange(1, 28))
    number = f"JDBX{day:%Y%m}{town.serial('reception'):05d}"
    amount = float((guests + escorts) * town.rng.randrange(45, 90))
    town.book.add(
        "reception_claim", claim_no=number, unit=unit, on_date=day,
        guest_unit=town.rng.choice(("市委督查组", "省厅调研组", "兄弟县考察组")),
        guests=guests, escorts=escorts, letter_no=f"衡函[2020]{town.serial('letter')}号" if letter else "",
        amount=amount, remark=remark,
    )  # fmt: skip
    return number, amount


def allow(town: Town, person: Person, unit: str, item: str, month: int, amount: float, remark: str = "") -> None:
    """One allowance on its own voucher."""
    town.book.add(
        "allowance", voucher=f"JZ{month}-{town.serial('allowance'):06d}", unit=unit, person=person, item=item,
        month=month,
        amount=amount, paid_on=day_in(month, 18), remark=remark, _keep=True,
    )  # fmt: skip


def background(town: Town) -> None:
    """Staff who travel now and then and get each allowance once a month."""
    for person, unit in town.staff.items():
        if person.home.label != "staff":
            continue
        start = date(2020, 3, 2) + timedelta(days=town.rng.randrange(60))
        for _ in range(town.rng.randrange(0, 4)):
            days = town.rng.randrange(0, 4)
            trip(town, person, unit, start, start + timedelta(days=days))
            start += timedelta(days=days + town.rng.randrange(9, 50))
        for month in YEAR:
            allow(town, person, unit, ALLOWANCES[0], month, 500.0)
    for county in town.counties:
        for bureau in COUNTY_BUREAUS:
            guests = town.rng.randrange(3, 18)
            reception(town, county + bureau, guests, min(3, guests))


def plant(town: Town) -> None:
    """Rules 96, 97, 99."""
    people = [(p, u) for p, u in town.staff.items() if p.home.label == "staff" and not p.died]
    used = iter(people)
    for i, (person, unit) in zip(range(town.cases + 1), used, strict=False):
        day = date(2020, 11, 9)
        first = trip(town, person, unit, day, day + timedelta(days=3))
        if i == town.cases:
            second = trip(town, person, unit, day + timedelta(days=3), day + timedelta(days=5))
            town.truth.miss(97, *sorted((first, second)), why="当日返回后再次出发")
        else:
            second = trip(town, person, unit, day + timedelta(days=2 if i == 0 else 1), day + timedelta(days=6))
            town.truth.hit(97, *sorted((first, second)))
    for i, (person, unit) in zip(range(town.cases + 1), used, strict=False):
        item, month = ALLOWANCES[1], YEAR[3 + i]
        allow(town, person, unit, item, month, 300.0)
        if i == town.cases:
            allow(town, person, unit, item, month, 60.0, "补发提标差额")
            town.truth.miss(96, person.id, item, month, why="政策提标补发差额")
        else:
            allow(town, person, unit, item, month, 300.0)
            town.truth.hit(96, person.id, item, month)
    _receptions(town)


def _receptions(town: Town) -> None:
    unit = town.counties[0] + COUNTY_BUREAUS[0]
    shapes = ((8, 2, False), (10, 4, True), (18, 7, True), (12, 5, True), (5, 3, False), (6, 4, True))
    for guests, escorts, letter in shapes[: town.cases + 1]:
        number, amount = reception(town, unit, guests, escorts, letter=letter)
        town.truth.hit(99, number, amount=amount)
    for guests, escorts, letter, remark, why in (
        (10, 3, True, "", "来宾10人，陪餐3人"),
        (18, 6, True, "", "陪餐恰为三分之一"),
        (6, 2, False, "应急抢险", "应急抢险接待"),
    ):
        number, _ = reception(town, unit, guests, escorts, letter=letter, remark=remark)
        town.truth.miss(99, number, why=why)
