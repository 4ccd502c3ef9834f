"""Planted cases on fuel cards, each on a car of its own."""

from datetime import date, datetime, time, timedelta

from mingcha.engine.city.fleet import DUTY_KINDS, GENERAL, Car, fuel, order, position, register
from mingcha.engine.city.town import Town

WORKDAYS = tuple(
    date(2020, month, 10) + timedelta(days=7 - date(2020, month, 10).weekday()) for month in (3, 6, 7, 8, 9, 11)
)
SUNDAYS = tuple(day - timedelta(days=1) for day in WORKDAYS)


def plant(town: Town) -> None:
    """Rules 67 to 72."""
    _over_the_tank(town)
    _twice_in_four_hours(town)
    _far_away(town)
    _wrong_fuel(town)
    _other_goods(town)
    _days_off(town)


def _car(town: Town, number: int, usage: str = GENERAL, *, petrol: bool | None = None) -> tuple[Car, datetime]:
    """A new car and a moment on a working day with an order."""
    car = register(town, town.counties[number % len(town.counties)], usage, petrol=petrol)
    day = WORKDAYS[number % len(WORKDAYS)]
    order(town, car, day)
    return car, datetime.combine(day, time(10, 20))


def _paid(town: Town) -> float:
    return float(town.book.rows["fuel_purchase"][-1]["amount"])


def _over_the_tank(town: Town) -> None:
    for i in range(town.cases):
        car, at = _car(town, i)
        txn = fuel(town, car, at, round(car.tank * (1.05 if i == 0 else 1.3) + 0.02, 2))
        town.truth.hit(67, txn, amount=_paid(town))
    car, at = _car(town, 7)
    town.truth.miss(67, fuel(town, car, at, int(car.tank * 104) / 100), why="误差5%以内")
    car, at = _car(town, 8)
    town.truth.miss(67, fuel(town, car, at, car.tank * 2, remark="含防汛桶装油"), why="桶装油")


def _twice_in_four_hours(town: Town) -> None:
    for i in range(town.cases + 2):
        car, at = _car(town, i)
        later = at + timedelta(hours=4, minutes=1) if i == town.cases + 1 else at + timedelta(minutes=25 + 40 * (i % 4))
        if i == town.cases:
            order(town, car, at.date(), 260.0, (7, 20))
        pair = fuel(town, car, at, round(car.tank * 0.7, 2)), fuel(town, car, later, round(car.tank * 0.6, 2))
        if i < town.cases:
            town.truth.hit(68, *pair, amount=_paid(town) + float(town.book.rows["fuel_purchase"][-2]["amount"]))
        elif i == town.cases:
            town.truth.miss(68, *pair, why="当日长途派车")
        else:
            town.truth.miss(68, *pair, why="相隔超过四小时")


def _far_away(town: Town) -> None:
    for i in range(town.cases):
        car, at = _car(town, i)
        for minutes in (-20, -5, 10, 25):
            position(town, car, at + timedelta(minutes=minutes), away=0.16 + 0.05 * i)
        town.truth.hit(69, fuel(town, car, at, 30.0), amount=_paid(town))
    car, at = _car(town, 3)
    for minutes in (-20, 10):
        position(town, car, at + timedelta(minutes=minutes), away=0.3, status="信号丢失")
    town.truth.miss(69, fuel(town, car, at, 30.0), why="加油时段定位信号丢失，无法判断")
    car, at = _car(town, 4)
    position(town, car, at - timedelta(minutes=28), away=0.2)
    position(town, car, at + timedelta(minutes=2))
    town.truth.miss(69, fuel(town, car, at, 30.0), why="有一个定位点在站内")


def _wrong_fuel(town: Town) -> None:
    for i in range(town.cases + 1):
        petrol = i % 2 == 0
        car, at = _car(town, i, petrol=petrol)
        goods = "0#柴油" if petrol else "92#汽油"
        txn = fuel(town, car, at, 35.0, goods=goods, remark="单位发电机用油" if i == town.cases else "")
        if i < town.cases:
            town.truth.hit(70, txn, amount=_paid(town))
        else:
            town.truth.miss(70, txn, why="备用发电机用油")


def _other_goods(town: Town) -> None:
    goods = ("香烟", "白酒", "牛奶", "食用油", "购物卡", "饮料")
    for i in range(town.cases):
        car, at = _car(town, i)
        town.truth.hit(71, fuel(town, car, at, 2.0, goods=goods[i % 6], amount=486.0), amount=486.0)
    for i, care in enumerate(("玻璃水", "机油")):
        car, at = _car(town, i)
        town.truth.miss(71, fuel(town, car, at, 2.0, goods=care, amount=120.0), why="车辆养护用品")


def _days_off(town: Town) -> None:
    days = (*SUNDAYS[: town.cases - 1], date(2020, 10, 3))
    for i, day in enumerate(days):
        car = register(town, town.counties[i % len(town.counties)])
        town.truth.hit(72, fuel(town, car, datetime.combine(day, time(15, 5)), 31.0), amount=_paid(town))
    looks = (
        (date(2020, 6, 28), GENERAL, "调休上班日"),
        (SUNDAYS[2], GENERAL, "节假日值班用车"),
        (SUNDAYS[2], DUTY_KINDS[0], "执法执勤用车"),
        (SUNDAYS[2], DUTY_KINDS[1], "应急保障用车"),
        (SUNDAYS[3], GENERAL, "当日有派车单"),
    )
    for day, usage, why in looks:
        car = register(town, town.counties[0], usage)
        if "值班" in why and usage == GENERAL:
            town.book.add("duty_vehicle", unit=car.unit, on_date=day, plate=car.plate, person_name=car.driver)
        if "派车单" in why:
            order(town, car, day)
        town.truth.miss(72, fuel(town, car, datetime.combine(day, time(11, 5)), 31.0), why=why)
