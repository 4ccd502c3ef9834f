"""Official vehicles: fleet, working calendar, dispatch orders, duty rota, fuel stations, fuel and positions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from mingcha.engine.city.identity import plates_matrix, strings
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

HOLIDAYS = (
    ("元旦", date(2020, 1, 1), 1), ("春节", date(2020, 1, 24), 10), ("清明节", date(2020, 4, 4), 3),
    ("劳动节", date(2020, 5, 1), 5), ("端午节", date(2020, 6, 25), 3), ("国庆节、中秋节", date(2020, 10, 1), 8),
)  # fmt: skip
MAKEUP = (
    date(2020, 1, 19),
    date(2020, 4, 26),
    date(2020, 5, 9),
    date(2020, 6, 28),
    date(2020, 9, 27),
    date(2020, 10, 10),
)
KINDS = (
    ("大众迈腾", 66.0, "92#汽油"), ("别克GL8", 70.0, "95#汽油"), ("丰田普拉多", 87.0, "95#汽油"),
    ("江铃皮卡", 75.0, "0#柴油"), ("长安逸动", 53.0, "92#汽油"),
)  # fmt: skip
PRICES = {"92#汽油": 5.58, "95#汽油": 5.96, "0#柴油": 5.21}
GENERAL, DUTY_KINDS = "一般公务用车", ("执法执勤用车", "应急保障用车")


@dataclass(slots=True)
class Car:
    """One official car."""

    plate: str
    unit: str
    tank: float
    fuel: str
    card: str
    driver: str
    county: str


def calendar(town: Town) -> dict[date, str]:
    """Write the working calendar of 2020 with its days made up for; returns the kind of every day."""
    off = {start + timedelta(days=i): name for name, start, days in HOLIDAYS for i in range(days)}
    kinds = {}
    for number in range(366):
        day = date(2020, 1, 1) + timedelta(days=number)
        kind = (
            "法定节假日" if day in off else "调休上班" if day in MAKEUP else "周末" if day.weekday() > 4 else "工作日"
        )
        kinds[day] = kind
        town.book.add("calendar", day=day, kind=kind, name=off.get(day, ""))
    return kinds


def working(kinds: dict[date, str]) -> list[date]:
    """Days on which offices work."""
    return [day for day, kind in kinds.items() if kind in ("工作日", "调休上班")]


def register(town: Town, county: str, usage: str = GENERAL, *, petrol: bool | None = None) -> Car:
    """Enter one car in the fleet."""
    kinds = [k for k in KINDS if petrol is None or ("汽油" in k[2]) == petrol]
    model, tank, fuel = town.rng.choice(kinds)
    plate = str(strings(plates_matrix(np.array([town.serial("plate")], dtype=np.int64)))[0])
    unit = county + town.rng.choice(COUNTY_BUREAUS)
    card = f"1000113{town.serial('fuel card') * 977 + 43_040_000_000:011d}1"
    driver = town.rng.choice(town.cast.people).name
    town.book.add(
        "fleet_vehicle",
        plate=plate,
        unit=unit,
        model=model,
        tank=tank,
        fuel_grade=fuel,
        card=card,
        usage=usage,
        driver=driver,
    )
    return Car(plate, unit, tank, fuel, card, driver, county)


def order(town: Town, car: Car, day: date, km: float = 0.0, hours: tuple[int, int] = (8, 18)) -> None:
    """One dispatch order."""
    start, end = (datetime.combine(day, time(h)) for h in hours)
    town.book.add(
        "dispatch_order", order_no=f"PCD{day:%Y%m%d}{town.serial('order'):06d}", unit=car.unit, plate=car.plate,
        driver=car.driver, out_at=start, back_at=end,
        destination=town.rng.choice(("各乡镇", "衡阳市区", "县城", "邻县")),
        purpose=town.rng.choice(("下乡走访", "项目督查", "送文件", "防汛检查", "会议")),
        km=km or float(town.rng.randrange(15, 110)),
    )  # fmt: skip


def station(county: str, number: int = 0) -> tuple[str, str, float, float]:
    """Short and full name and place of a fuel station."""
    index = sum(map(ord, county)) % 40
    names = ("东郊", "西环", "南门")
    short = f"{county}{names[number]}站"
    return (
        short,
        f"中石化湖南衡阳{county}{names[number]}加油站",
        112.2 + index * 0.03 + number * 0.05,
        26.5 + index * 0.02,
    )


def fuel(
    town: Town,
    car: Car,
    at: datetime,
    litres: float,
    *,
    goods: str | None = None,
    remark: str = "",
    amount: float | None = None,
) -> str:
    """One purchase on a fuel card; returns its transaction number."""
    what = goods or car.fuel
    price = PRICES.get(what, 0.0)
    txn = f"SHJY{at:%Y%m%d}{town.serial('txn'):07d}"
    town.book.add(
        "fuel_purchase", txn=txn, card=car.card, plate=car.plate, station=station(car.county)[1], at=at, goods=what,
        litres=litres, price=price or (amount or 0) / max(litres, 1), amount=amount or round(litres * price, 2),
        remark=remark,
    )  # fmt: skip
    return txn


def position(town: Town, car: Car, at: datetime, *, away: float = 0.0, status: str = "有效") -> None:
    """One position, `away` degrees of longitude from the station (0.1 is ten kilometres)."""
    _, _, lon, lat = station(car.county)
    shake = town.rng.randrange(-200, 200) / 100_000
    town.book.add(
        "vehicle_position", plate=car.plate, at=at, lon=round(lon + away + shake, 6), lat=round(lat + shake, 6),
        speed=float(town.rng.randrange(0, 60)), status=status,
    )  # fmt: skip


def background(town: Town) -> None:
    """Cars that drive and fuel on working days with orders; stations; a duty rota for days off."""
    kinds = calendar(town)
    days = working(kinds)
    for county in town.counties:
        for number in range(3):
            short, name, lon, lat = station(county, number)
            town.book.add("fuel_station", short_name=short, name=name, lon=round(lon, 6), lat=round(lat, 6))
    for i in range(min(300, town.share(0.003, 6))):
        car = register(
            town, town.counties[i % len(town.counties)], town.rng.choice((GENERAL, "机要通信用车", *DUTY_KINDS))
        )
        _a_year(town, car, days)
        rest = [day for day in kinds if day not in days]
        for day in town.rng.sample(rest, 2):
            town.book.add("duty_vehicle", unit=car.unit, on_date=day, plate=car.plate, person_name=car.driver)


def _a_year(town: Town, car: Car, days: list[date]) -> None:
    last = date(2019, 12, 20)
    for day in days:
        if town.rng.random() > 0.3:
            continue
        order(town, car, day)
        if (day - last).days >= 9:
            last = day
            at = datetime.combine(day, time(9 + town.rng.randrange(7), town.rng.randrange(60)))
            fuel(town, car, at, round(car.tank * (0.45 + 0.4 * town.rng.random()), 2))
            for minutes in (-25, -10, 5, 20):
                position(town, car, at + timedelta(minutes=minutes))
