"""Government procurement and village works."""

from datetime import date

from mingcha.engine.city import cadres, staff
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.companies import Company, found, join
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

ITEMS = (
    "台式计算机",
    "办公家具",
    "印刷服务",
    "物业管理",
    "车辆维修",
    "空调设备",
    "复印纸",
    "会议服务",
    "监控设备",
    "绿化养护",
)
OPEN, OTHER = "公开招标", ("竞争性谈判", "询价", "单一来源", "竞争性磋商")


def buy(
    town: Town, buyer: str, item: str, amount: float, supplier: Company, day: date, *, method: str | None = None,
    approval: str = "", declared: str = "否",
) -> str:  # fmt: skip
    """One contract; returns its number."""
    number = f"HYZC-{day.year}-{town.serial('contract'):05d}"
    town.book.add(
        "procurement", contract_no=number, buyer=buyer, project=f"{buyer}{item}采购", item=item, amount=amount,
        method=method or town.rng.choice(OTHER), supplier_name=supplier.name, supplier=supplier.code, signed_on=day,
        budget_approval=approval, recusal_declared=declared,
    )  # fmt: skip
    return number


def works(
    town: Town, village_of: Person, contractor: Company, tendered: date, started: date, price: float, final: float, *,
    mode: str = "村级组织招标", approval: str = "", emergency: str = "否",
) -> str:  # fmt: skip
    """One project of a village; returns its number."""
    village = village_of.home.village
    number = f"CJXM-{village.code[:6]}-{tendered.year}-{town.serial('works'):04d}"
    town.book.add(
        "village_works", project_no=number, village=village, builder=village.name, mode=mode,
        contractor_name=contractor.name,
        name=f"{village.short}{town.rng.choice(('组级公路硬化', '路灯安装', '水渠清淤', '饮水管网', '文化广场'))}工程",
        contractor=contractor.code, contract_price=price, final_price=final, tendered_on=tendered, started_on=started,
        change_approval=approval, emergency=emergency,
    )  # fmt: skip
    return number


def suppliers(town: Town, count: int) -> list[Company]:
    """Companies of strangers."""
    return [found(town, town.cast.stranger()) for _ in range(count)]


def background(town: Town) -> None:
    """Each bureau buys each thing once a year at most; villages build as tendered."""
    sellers = suppliers(town, max(6, town.share(0.001)))
    for county in town.counties:
        for bureau in COUNTY_BUREAUS:
            for item in town.rng.sample(ITEMS[:6], 3):
                day = date(town.rng.choice((2019, 2020)), town.rng.randrange(1, 13), town.rng.randrange(1, 28))
                buy(town, county + bureau, item, town.rng.randrange(20, 450) * 1000.0, town.rng.choice(sellers), day)
    heads = {c.home.village.code: c for c in town.cadres}
    for cadre in list(heads.values())[: max(6, town.share(0.003))]:
        price = town.rng.randrange(60, 420) * 1000.0
        tendered = date(town.rng.choice((2019, 2020)), town.rng.randrange(2, 9), town.rng.randrange(1, 28))
        started = tendered.replace(month=tendered.month + 1)
        works(town, cadre, town.rng.choice(sellers), tendered, started, price, round(price * 0.98, 2))


def plant(town: Town) -> None:
    """Rules 31, 35, 90, 92, 93."""
    _kin_supplier(town)
    _split(town)
    _cadre_contractor(town)
    _works_dates(town)


def _couples(town: Town, count: int) -> list[tuple[Person, Person]]:
    fits = grown(30, 56)
    people = town.cast.take(
        count, lambda p: bool(fits(p) and p.spouse and fits(p.spouse) and not p.spouse.died), "case"
    )
    return [(p, p.spouse) for p in people if p.spouse]


def _kin_supplier(town: Town) -> None:
    since, signed = date(2010, 9, 1), date(2020, 6, 17)
    shapes = [""] * town.cases + ["公开招标且已申报回避", "亲属已于签约前退出", "亲属在其他单位任职"]
    for (official, partner), why in zip(_couples(town, len(shapes)), shapes, strict=False):
        unit = official.home.village.county + COUNTY_BUREAUS[4]
        staff.employ(town, official, unit, since=since)
        made = found(town, town.cast.stranger(), founded=date(2011, 4, 6))
        end = date(2020, 3, 1) if "退出" in why else None
        join(town, made, partner, "股东", date(2015, 1, 1), end, ratio=55.0)
        buyer = unit if "其他单位" not in why else official.home.village.county + COUNTY_BUREAUS[5]
        method, declared = (OPEN, "是") if "公开" in why else (None, "否")
        item = ITEMS[6 + town.serial("kin item") % 4] + str(town.serial("kin item") // 8 or "")
        amount = town.rng.randrange(40, 300) * 1000.0
        number = buy(town, buyer, item, amount, made, signed, method=method, declared=declared)
        if why:
            town.truth.miss(31, official.id, number, why=why)
        else:
            town.truth.hit(31, official.id, number, amount=amount)


def _split(town: Town) -> None:
    """Rule 90: several contracts for one thing in a year, together above half a million, none open."""
    sellers = suppliers(town, 3)
    shapes: list[tuple[list[float], str | None, str, int, str]] = [
        ([250_000.0 + 50_000 * i, 251_000.0], None, "", 2020, "") for i in range(town.cases)
    ]
    shapes += [
        ([300_000.0, 300_000.0], OPEN, "", 2020, "已采用公开招标"),
        ([300_000.0, 300_000.0], None, "衡财预调[2020]31号", 2020, "预算调整经批准"),
        ([250_000.0, 250_000.0], None, "", 2020, "合计恰为50万元"),
        ([300_000.0, 300_000.0], None, "", 0, "分属两个年度"),
    ]
    for i, (amounts, method, approval, year, why) in enumerate(shapes):
        buyer = town.counties[i % len(town.counties)] + COUNTY_BUREAUS[i % len(COUNTY_BUREAUS)]
        item = f"专用设备{i + 1}"
        for n, amount in enumerate(amounts):
            day = date(year or 2019 + n, 3 + 4 * n, 11)
            first = n == 0
            buy(
                town,
                buyer,
                item,
                amount,
                sellers[n],
                day,
                method=method if first else None,
                approval=approval if first else "",
            )
        if why:
            town.truth.miss(90, buyer, item, 2020, why=why)
        else:
            town.truth.hit(90, buyer, item, 2020, amount=sum(amounts))


def _cadre_contractor(town: Town) -> None:
    tendered, started = date(2020, 4, 14), date(2020, 5, 20)
    people = cadres.sitting(town, town.cases + 2)
    for i, cadre in enumerate(people):
        kin = cadre.spouse if cadre.spouse and not cadre.spouse.died and i % 2 else cadre
        made = found(town, kin, founded=date(2014, 7, 7), trade="建筑劳务")
        price = town.rng.randrange(60, 380) * 1000.0
        if i < town.cases:
            number = works(town, cadre, made, tendered, started, price, price)
            town.truth.hit(35, number, cadre.id, amount=price)
        elif i == town.cases:
            number = works(town, cadre, made, tendered, started, 18_000.0, 18_000.0, mode="村民投工投劳")
            town.truth.miss(35, number, cadre.id, why="小额投工投劳")
        else:
            elsewhere = next(p for p in town.cast.people if p.home.village is not cadre.home.village)
            number = works(town, elsewhere, made, tendered, started, price, price)
            town.truth.miss(35, number, cadre.id, why="承接的是其他村的工程")


def _works_dates(town: Town) -> None:
    seller, someone = suppliers(town, 1)[0], next(iter(town.cadres))
    for i in range(town.cases):
        number = works(town, someone, seller, date(2020, 5, 20), date(2020, 5, 19 - 3 * i), 90_000.0, 90_000.0)
        town.truth.hit(92, number)
        price = 100_000.0 + 10_000 * i
        number = works(
            town, someone, seller, date(2020, 5, 20), date(2020, 6, 1), price, round(price * (1.1 + 0.07 * i) + 1, 2)
        )
        town.truth.hit(93, number, amount=round(price * (0.1 + 0.07 * i) + 1, 2))
    number = works(town, someone, seller, date(2020, 7, 20), date(2020, 7, 9), 90_000.0, 90_000.0, emergency="是")
    town.truth.miss(92, number, why="应急抢险工程")
    number = works(town, someone, seller, date(2020, 7, 20), date(2020, 7, 20), 90_000.0, 99_000.0)
    town.truth.miss(92, number, why="招标当日开工")
    town.truth.miss(93, number, why="增幅恰为10%")
    number = works(
        town, someone, seller, date(2020, 7, 20), date(2020, 8, 20), 90_000.0, 120_000.0, approval="村民代表会[2020]6号"
    )
    town.truth.miss(93, number, why="变更经批准")
