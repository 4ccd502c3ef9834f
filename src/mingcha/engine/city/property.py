"""Police and natural resources: vehicles and dwellings, and those of people on aid."""

from datetime import date, timedelta

import numpy as np

from mingcha.engine.city import aid
from mingcha.engine.city.cast import Person, grown, paired
from mingcha.engine.city.identity import plates_matrix, strings
from mingcha.engine.city.months import ROLL
from mingcha.engine.city.town import Town

CARS = ("大众朗逸", "别克英朗", "丰田卡罗拉", "哈弗H6", "五菱宏光", "长安CS75", "日产轩逸", "比亚迪宋")
TRICYCLE, MOTORCYCLE, CAR = "正三轮载货摩托车", "普通二轮摩托车", "小型轿车"
HOMES, VEHICLES = 0.13, 0.13  # per person
LIMIT = 80_000


def vehicle(
    town: Town,
    owner: Person,
    price: float,
    *,
    kind: str = CAR,
    since: date | None = None,
    status: str = "正常",
    remark: str = "",
    keep: bool = True,
) -> str:
    """Register a vehicle; returns its plate. `price` in yuan."""
    plate = str(strings(plates_matrix(np.array([town.serial("plate")], dtype=np.int64)))[0])
    model = "宗申ZS150ZH" if kind == TRICYCLE else "豪爵HJ125" if kind == MOTORCYCLE else town.rng.choice(CARS)
    town.book.add(
        "vehicle", plate=plate, owner=owner, kind=kind, model=model, price=price,
        registered_on=since or _some_day(town, 2010, 2020), status=status, remark=remark, _keep=keep,
    )  # fmt: skip
    return plate


def _some_day(town: Town, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(days=town.rng.randrange(365 * (last - first)))


def dwelling(
    town: Town,
    owners: list[Person],
    *,
    nature: str = "商品房",
    mode: str = "购买",
    usage: str = "住宅",
    since: date | None = None,
    status: str = "现势",
    keep: bool = True,
) -> None:
    """Register one unit for its owner or owners."""
    place = owners[0].home.village
    number = town.serial("unit")
    unit = f"{place.county_code}{number % 900 + 1:03d}{number % 77 + 1:03d}GB{number * 7 % 99991:05d}F{number:08d}"
    street = town.rng.choice(("蒸水南路", "船山东路", "雁城路"))
    where = f"{place.county}{street}{number % 300 + 1}号{number % 28 + 1}栋{number % 30 + 1}01室"
    common = {
        "unit_no": unit, "usage": usage, "nature": nature, "mode": mode, "address": where, "status": status,
        "floor_area": town.rng.randrange(5200, 15800) / 100, "registered_on": since or _some_day(town, 2006, 2019),
    }  # fmt: skip
    share = "单独所有" if len(owners) == 1 else "共同共有"
    for owner in owners:
        town.book.add("real_estate", owner=owner, share=share, _keep=keep, **common)


def background(town: Town) -> None:
    """Owners from homes that are not on aid nor in a case; the aided own at most a motorcycle or one house."""
    people = [p for p in town.cast.people if p.age() >= 22 and not p.died and p.home.label != "case"]
    for person in town.rng.sample(people, min(len(people), town.share(VEHICLES))):
        if person.home.label == "aid":
            vehicle(town, person, town.rng.randrange(30, 90) * 100.0, kind=MOTORCYCLE, keep=False)
        else:
            vehicle(town, person, town.rng.randrange(350, 2600) * 100.0, keep=False)
    aided = set()
    for person in town.rng.sample(people, min(len(people), town.share(HOMES))):
        if person.home.label == "aid" and person.home.number in aided:
            continue
        aided.add(person.home.number)
        owners = [person, person.spouse] if person.spouse and not person.spouse.died else [person]
        rural = not person.home.village.urban
        dwelling(town, owners, nature="宅基地房屋" if rural else "商品房", mode="自建" if rural else "购买", keep=False)


def plant(town: Town) -> None:
    """Rules 14 and 15."""
    _cars(town)
    _homes(town)


def on_aid(town: Town, count: int, last: int = ROLL[-1]) -> list[Person]:
    """New aided households with no property so far."""
    found = town.cast.take(count, grown(32, 66), "case")
    for person in found:
        aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), last)
    return found


def _cars(town: Town) -> None:
    for i, person in enumerate(on_aid(town, town.cases)):
        mates = [m for m in person.home.members if m.age() >= 20 and not m.died]
        plate = vehicle(town, mates[i % len(mates)], 80_100.0 if i == 0 else town.rng.randrange(900, 2600) * 100.0)
        town.truth.hit(14, person.id, plate)
    looks = (
        ({"price": 80_000.0}, "购置价恰为标准"),
        ({"price": 128_000.0, "remark": "已售未过户"}, "已售未过户"),
        ({"price": 98_000.0, "remark": "残疾人专用汽车"}, "残疾人专用"),
        ({"price": 118_000.0, "status": "报废"}, "已报废"),
        ({"price": 9_800.0, "kind": TRICYCLE}, "三轮摩托车等生产生活用车"),
    )
    for values, why in looks:
        for person in on_aid(town, 1):
            plate = vehicle(town, person, **values)
            town.truth.miss(14, person.id, plate, why=why)
    for person in on_aid(town, 1, last=202003):
        plate = vehicle(town, person, 136_000.0, since=date(2020, 6, 18))
        town.truth.miss(14, person.id, plate, why="退出低保后购置")


def _homes(town: Town) -> None:
    early = date(2012, 5, 8)
    for person in on_aid(town, town.cases):
        dwelling(town, [person], since=early)
        dwelling(town, [person], since=date(2018, 3, 14))
        town.truth.hit(15, person.id)
    for mode, status, why in (
        ("继承", "现势", "第二套系继承份额"),
        ("拆迁安置", "现势", "第二套系拆迁安置房"),
        ("购买", "灭失", "其中一套已灭失"),
    ):
        for person in on_aid(town, 1):
            dwelling(town, [person], since=early)
            dwelling(town, [person], mode=mode, status=status, since=date(2016, 3, 14))
            town.truth.miss(15, person.id, why=why)
    for person in town.cast.take(1, lambda p: paired(p) and 32 <= p.age() <= 66, "case"):
        assert person.spouse is not None
        aid.grant(town, person, aid.fund_for(person), aid.enrolled(town), ROLL[-1])
        dwelling(town, [person, person.spouse], since=early)
        town.truth.miss(15, person.id, why="夫妻共有一套，只计一套")
    for person in on_aid(town, 1):
        dwelling(town, [person], since=early)
        dwelling(town, [person], usage="车库", since=date(2018, 3, 14))
        town.truth.miss(15, person.id, why="其中一处不是住宅")
