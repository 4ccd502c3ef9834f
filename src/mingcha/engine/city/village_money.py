"""Village books: vouchers, asset contracts with their rents, work allowances, disclosure."""

from dataclasses import dataclass
from datetime import date, timedelta

from mingcha.engine.city.areas import Village
from mingcha.engine.city.book import Row
from mingcha.engine.city.cast import Person
from mingcha.engine.city.months import YEAR, day_in, shift
from mingcha.engine.city.town import Town

KINDS = {"山林": 46.0, "水塘": 330.0, "机动地": 470.0, "门面": 145.0, "厂房": 86.0}  # usual yearly rent by mu or m²
DUE = ((3, 31), (6, 30), (9, 30), (10, 15))
DAILY = 110.0
CATEGORIES = ("财务公开", "村务公开", "党务公开")


@dataclass(slots=True)
class Ledger:
    """One village's books: its collective account and the people who may be paid for lost work."""

    village: Village
    account: str
    workers: list[Person]


def voucher(town: Town, book: Ledger, day: date, summary: str, title: str, amount: float, **more: object) -> str:
    """One voucher, spending by transfer against an invoice unless said otherwise; returns its number."""
    code = book.village.code
    number = f"PZ{code[2:]}{day:%Y%m}{town.serial('voucher' + code):04d}"
    values: Row = {
        "direction": "支出", "settlement": "转账", "receipt": "正式发票", "payee_name": "国网衡阳供电公司",
        "payee": None,
        "account": f"1905{hash_of(summary) % 10**10:010d}4", "contract_no": "", "work_days": None,
        "resolution_no": "",
    }  # fmt: skip
    values.update(more)
    town.book.add(
        "ledger", voucher=number, village=book.village, booked_on=day, summary=summary, account_title=title,
        amount=amount,
        _keep=True, **values,
    )  # fmt: skip
    return number


def hash_of(text: str) -> int:
    """A number for a text that is the same in every process."""
    return sum(ord(c) * 31**i for i, c in enumerate(text[:12]))


def contract(
    town: Town, book: Ledger, kind: str, *, start: date = date(2015, 1, 1), years: int = 12, rent_factor: float = 1.0,
    status: str = "履行中", waiver: str = "", special: str = "", paid: tuple[int, ...] = (2019, 2020),
    late: bool = False,
) -> str:  # fmt: skip
    """One asset contract and the receipts of its rent; returns its number."""
    number = f"ZC{book.village.code[:9]}-{start.year}-{town.serial('asset'):05d}"
    area = float(town.rng.randrange(4, 60) if kind in ("山林", "水塘", "机动地") else town.rng.randrange(60, 380))
    rent = float(round(KINDS[kind] * area * rent_factor * (0.88 + 0.24 * town.rng.random())))
    month, day = town.rng.choice(DUE)
    tenant = town.rng.choice(town.cast.people).name
    town.book.add(
        "village_contract", contract_no=number, village=book.village,
        asset=f"{book.village.short}{kind}{town.serial('plot')}号",
        kind=kind, area=area, lessee_name=tenant, from_on=start,
        to_on=date(start.year + years, start.month, start.day) - timedelta(days=1),
        rent=rent, due_day=f"{month}月{day}日", status=status, waiver=waiver, special=special,
    )  # fmt: skip
    for year in paid:
        booked = date(year, 12, 20) if late else date(year, month, 5) + timedelta(days=town.rng.randrange(40))
        voucher(
            town, book, booked, f"收{year}年度{kind}租金", "资产租赁收入", rent, direction="收入", receipt="财政票据",
            payee_name=tenant, account=book.account, contract_no=number,
        )  # fmt: skip
    return number


def open_books(town: Town) -> list[Ledger]:
    """Books of the villages: all of a small city, a hundred of a large one."""
    by_village: dict[str, list[Person]] = {}
    for person in town.cast.people:
        if 30 <= person.age() <= 64 and not person.died and person not in town.cadres:
            by_village.setdefault(person.home.village.code, []).append(person)
    books = []
    for n, village in enumerate(town.villages[:100]):
        people = by_village.get(village.code, [])
        books.append(Ledger(village, f"8201{n * 7919 + 30_000_000:011d}9", people[::7][:3]))
    return [b for b in books if len(b.workers) == 3]


def background(town: Town, books: list[Ledger]) -> None:
    """Bills, grants, rents and work allowances in order; disclosure every quarter."""
    for book in books:
        for worker in book.workers:
            town.book.add(
                "work_allowance_list", village=book.village, person=worker, daily_rate=DAILY, year=2020, _keep=True
            )
        voucher(
            town, book, date(2020, 1, 15), "收上级转移支付", "上级补助收入", float(town.rng.randrange(90, 180) * 1000),
            direction="收入", receipt="财政票据", payee_name="乡镇财政所", account=book.account,
        )  # fmt: skip
        for month in YEAR:
            voucher(
                town, book, day_in(month, 12), f"付{month % 100}月电费", "水电费", float(town.rng.randrange(180, 900))
            )
            if month % 3 == 0:
                _work(town, book, month, book.workers[month // 3 % 3], town.rng.randrange(2, 12))
        for kind in town.rng.sample(sorted(KINDS), 3):
            contract(town, book, kind, start=date(town.rng.randrange(2010, 2018), town.rng.randrange(1, 13), 1))
        _disclose(town, book.village)


def _work(town: Town, book: Ledger, month: int, worker: Person, days: int, *, rate: float = DAILY) -> tuple[str, float]:
    amount = days * rate
    number = voucher(
        town, book, day_in(month, 22), f"付误工补贴{days}天", "误工补贴", amount, receipt="签领单",
        payee_name=worker.name,
        payee=worker, account=worker.account, work_days=days,
    )  # fmt: skip
    return number, amount


def _disclose(town: Town, village: Village, *, skip: int = 0, late: int = 0) -> None:
    """What was posted in each quarter; finances of quarter `skip` were not."""
    for quarter in (1, 2, 3, 4):
        for category in CATEGORIES:
            if quarter == skip and category == CATEGORIES[0]:
                continue
            end = shift(202000 + quarter * 3, 1)
            posted = day_in(end, 3 + town.rng.randrange(14)) + timedelta(days=50 if quarter == late else 0)
            town.book.add("disclosure", village=village, quarter=f"2020Q{quarter}", posted_on=posted, category=category)


def plant(town: Town, books: list[Ledger]) -> None:
    """Rules 105 to 112 on villages that are otherwise in order."""
    _vouchers(town, books)
    _payees(town, books)
    _rents(town, books)
    _terms(town, books)
    _undisclosed(town, books)


def _pick(books: list[Ledger], number: int) -> Ledger:
    return books[number % len(books)]


def _vouchers(town: Town, books: list[Ledger]) -> None:
    """Rules 105, 106, 110."""
    for i in range(town.cases):
        book, day = _pick(books, i), date(2020, 3 + i, 17)
        receipt = ("白条", "无")[i % 2]
        amount = 501.0 if i == 0 else 800.0 + 350 * i
        town.truth.hit(105, voucher(town, book, day, "付零星维修", "维修费", amount, receipt=receipt), amount=amount)
        amount = 5_000.5 if i == 0 else 5_000.0 + 900 * i
        town.truth.hit(106, voucher(town, book, day, "付清淤工钱", "劳务费", amount, settlement="现金"), amount=amount)
        amount = 20_000.5 if i == 0 else 20_000.0 + 2_500 * i
        town.truth.hit(110, voucher(town, book, day, "付广场铺装款", "工程支出", amount), amount=amount)
    book, day = _pick(books, 4), date(2020, 9, 17)
    town.truth.miss(105, voucher(town, book, day, "付零工", "劳务费", 500.0, receipt="白条"), why="恰为500元")
    town.truth.miss(106, voucher(town, book, day, "付工钱", "劳务费", 5_000.0, settlement="现金"), why="恰为5000元")
    number = voucher(
        town, book, day, "征地补偿发放", "征地补偿款", 36_000.0, settlement="现金", resolution_no="村代会决议[2020]8号"
    )
    town.truth.miss(106, number, why="征地补偿集中发放")
    town.truth.miss(110, number, why="有民主决策决议")
    town.truth.miss(110, voucher(town, book, day, "应急抢险抢修水毁路基", "工程支出", 28_000.0), why="应急抢险支出")
    town.truth.miss(110, voucher(town, book, day, "付水渠款", "工程支出", 20_000.0), why="恰为2万元")


def _payees(town: Town, books: list[Ledger]) -> None:
    """Rules 107 and 112."""
    seats = {c.home.village.code: c for c in town.cadres}
    for i in range(town.cases):
        book = _pick(books, i)
        cadre = seats.get(book.village.code)
        if cadre:
            amount = 6_000.0 + 700 * i
            number = voucher(
                town, book, date(2020, 4 + i, 9), "暂付往来款", "其他应收款", amount, payee_name=cadre.name,
                payee=cadre,
                account=cadre.account,
            )  # fmt: skip
            town.truth.hit(107, number, amount=amount)
        worker = books[(i + 1) % len(books)].workers[0] if i % 2 else book.workers[i % 3]
        number, amount = _work(town, book, 202005 + i, worker, 6, rate=DAILY if i % 2 else DAILY + 30)
        town.truth.hit(112, number, amount=amount)
    book = next(b for b in books if b.village.code in seats)
    cadre = seats[book.village.code]
    number = voucher(
        town, book, date(2020, 6, 28), "付村干部报酬", "村干部报酬", 6_300.0, payee_name=cadre.name,
        payee=cadre, account=cadre.account
    )  # fmt: skip
    town.truth.miss(107, number, why="村干部报酬")
    number, _ = _work(town, book, 202008, book.workers[1], 5)
    town.truth.miss(112, number, why="在名单内且按标准发放")


def _rents(town: Town, books: list[Ledger]) -> None:
    """Rule 108: rent of a year that no receipt shows."""
    for i in range(town.cases):
        year = 2019 + i % 2
        number = contract(town, _pick(books, i), "厂房", paid=tuple(y for y in (2019, 2020) if y != year))
        town.truth.hit(108, number, year, amount=float(town.book.rows["village_contract"][-1]["rent"]))
    number = contract(town, _pick(books, 1), "门面", late=True)
    for year in (2019, 2020):
        town.truth.miss(108, number, year, why="逾期但已补交入账")
    number = contract(town, _pick(books, 2), "门面", paid=(2019,), waiver="村代会[2020]2号：疫情减免")
    town.truth.miss(108, number, 2020, why="减免决议")
    number = contract(town, _pick(books, 3), "门面", paid=(2019,), status="已终止")
    town.truth.miss(108, number, 2020, why="合同已终止")


def _terms(town: Town, books: list[Ledger]) -> None:
    """Rule 109: past its end, too long, or far too cheap against its peers."""
    for i in range(town.cases):
        book = _pick(books, i)
        if i % 3 == 0:
            number = contract(town, book, "水塘", start=date(2008, 7, 1), years=12 - i % 2)
        elif i % 3 == 1:
            number = contract(town, book, "门面", start=date(2010, 1, 1), years=21)
        else:
            number = contract(town, book, "机动地", start=date(2005, 1, 1), years=31)
        town.truth.hit(109, number)
    first = books[0]
    for _ in range(6):
        contract(town, first, "山林")
    town.truth.hit(109, contract(town, first, "山林", rent_factor=0.3))
    number = contract(town, first, "山林", rent_factor=0.3, special="承租方出资修路，抵扣租金")
    town.truth.miss(109, number, why="低租金有特殊约定")
    number = contract(town, first, "水塘", start=date(2008, 1, 1), years=11, status="已终止")
    town.truth.miss(109, number, why="到期后已终止交回")
    number = contract(town, first, "机动地", start=date(2005, 1, 1), years=30)
    town.truth.miss(109, number, why="机动地三十年，未超过上限")
    number = contract(town, first, "厂房", start=date(2010, 1, 1), years=20)
    town.truth.miss(109, number, why="恰为二十年")


def _undisclosed(town: Town, books: list[Ledger]) -> None:
    """Rule 111: finances of a quarter not posted; posted late is not missed."""
    for i, book in enumerate(books[-town.cases - 1 :]):
        rows = town.book.rows["disclosure"]
        town.book.rows["disclosure"] = [r for r in rows if r["village"] is not book.village]
        quarter = 1 + i % 3
        if i == town.cases:
            _disclose(town, book.village, late=1)
            town.truth.miss(111, book.village.code, "2020Q1", why="当季已公开(较晚)")
        else:
            _disclose(town, book.village, skip=quarter)
            town.truth.hit(111, book.village.code, f"2020Q{quarter}")
