"""Rules about cars, tenders, payroll and village books read from the definitions once more."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, pairwise
from statistics import median

from mingcha.engine.city.months import month_of, shift
from mingcha.engine.city.town import Town
from tests.integration.city.oracle_people import Found, Row, death_months, inside, key

FOREVER = date.max


def r72(town: Town) -> Found:
    kinds = {r["day"]: r["kind"] for r in town.book.rows["calendar"]}
    usage = {r["plate"]: r["usage"] for r in town.book.rows["fleet_vehicle"]}
    orders = {(r["plate"], r["out_at"].date()) for r in town.book.rows["dispatch_order"]}
    duty = {(r["plate"], r["on_date"]) for r in town.book.rows["duty_vehicle"]}
    return {
        r["txn"] for r in town.book.rows["fuel_purchase"]
        if kinds[r["at"].date()] in ("周末", "法定节假日") and (r["plate"], r["at"].date()) not in orders | duty
        and usage[r["plate"]] not in ("执法执勤用车", "应急保障用车")
    }  # fmt: skip


def tanks(town: Town) -> dict[str, Row]:
    return {r["plate"]: r for r in town.book.rows["fleet_vehicle"]}


def r67(town: Town) -> Found:
    cars = tanks(town)
    rows = town.book.rows["fuel_purchase"]
    return {r["txn"] for r in rows if r["litres"] > cars[r["plate"]]["tank"] * 1.05 and not r["remark"]}


def r68(town: Town) -> Found:
    cars, fills = tanks(town), defaultdict(list)
    for r in town.book.rows["fuel_purchase"]:
        fills[r["plate"]].append(r)
    found = set()
    for plate, rows in fills.items():
        rows.sort(key=lambda r: r["at"])
        for a, b in pairwise(rows):
            long = any(
                o["plate"] == plate and o["km"] >= 150 and o["out_at"] <= a["at"] and o["back_at"] >= b["at"]
                for o in town.book.rows["dispatch_order"]
            )
            much = a["litres"] + b["litres"] > cars[plate]["tank"] * 1.05
            if b["at"] - a["at"] <= timedelta(hours=4) and much and not long:
                found.add(key(a["txn"], b["txn"]))
    return found


def r69(town: Town) -> Found:
    places = {r["name"]: (r["lon"], r["lat"]) for r in town.book.rows["fuel_station"]}
    positions = defaultdict(list)
    for r in town.book.rows["vehicle_position"]:
        if r["status"] == "有效":
            positions[r["plate"]].append(r)
    found = set()
    for r in town.book.rows["fuel_purchase"]:
        lon, lat = places[r["station"]]
        near = [p for p in positions[r["plate"]] if abs(p["at"] - r["at"]) <= timedelta(minutes=30)]
        away = [((p["lon"] - lon) ** 2 * 0.79 + (p["lat"] - lat) ** 2) ** 0.5 * 111.2 > 10 for p in near]
        if away and all(away):
            found.add(r["txn"])
    return found


def r70(town: Town) -> Found:
    cars = tanks(town)
    return {
        r["txn"] for r in town.book.rows["fuel_purchase"]
        if "#" in r["goods"] and ("柴油" in r["goods"]) != ("柴油" in cars[r["plate"]]["fuel_grade"])
        and "发电机" not in r["remark"]
    }  # fmt: skip


def r71(town: Town) -> Found:
    rows = town.book.rows["fuel_purchase"]
    care = ("玻璃水", "机油", "尾气处理液", "防冻液")
    return {r["txn"] for r in rows if "#" not in r["goods"] and r["goods"] not in care}


def bids(town: Town, same: Callable[[Row, Row], bool]) -> Found:
    sections = defaultdict(list)
    for r in town.book.rows["bid"]:
        sections[r["section"]].append(r)
    return {
        key(section, *sorted((a["bidder"], b["bidder"])))
        for section, rows in sections.items() for a, b in combinations(rows, 2) if same(a, b)
    }  # fmt: skip


def r79(town: Town) -> Found:
    usual = ("Administrator", "admin", "User", "微软用户", "Windows 用户", "Lenovo", "广联达")
    return bids(
        town, lambda a, b: a["agent"] is b["agent"] or (a["author"] == b["author"] and a["author"] not in usual)
    )


def r84(town: Town) -> Found:
    roles = defaultdict(list)
    for r in town.book.rows["company_role"]:
        roles[r["company"]].append(r)

    def held(row: Row) -> set[str]:
        day = row["opened_on"]
        return {r["person"].id for r in roles[row["bidder"]] if r["from_on"] <= day <= (r["to_on"] or FOREVER)}

    return bids(town, lambda a, b: bool(held(a) & held(b)))


def r88(town: Town) -> Found:
    firms = {r["company"]: r for r in town.book.rows["company"]}
    tax = {(r["company"], r["year"]): r for r in town.book.rows["company_tax"]}
    found = set()
    for r in town.book.rows["bid"]:
        firm, year = firms[r["bidder"]], tax.get((r["bidder"], r["opened_on"].year))
        young = (r["opened_on"] - firm["founded_on"]).days < 365 and firm["setup"] != "分立"
        if r["won"] == "是" and young and year and year["tax"] == 0 and year["insured"] <= 2:
            found.add(key(r["section"], r["bidder"]))
    return found


def r90(town: Town) -> Found:
    groups = defaultdict(list)
    for r in town.book.rows["procurement"]:
        groups[r["buyer"], r["item"], r["signed_on"].year].append(r)
    return {
        key(*group) for group, rows in groups.items()
        if len(rows) > 1 and sum(r["amount"] for r in rows) > 500_000
        and not any(r["method"] == "公开招标" or r["budget_approval"] for r in rows)
    }  # fmt: skip


def r94(town: Town) -> Found:
    died, prison = death_months(town), inside(town, ("服刑",))
    gone = (r for r in town.book.rows["fiscal_staff"] if r["status"] in ("辞职", "调出"))
    left = {r["person"].id: month_of(r["to_on"]) for r in gone}
    found = set()
    for r in town.book.rows["payroll"]:
        person, month = r["person"].id, r["month"]
        late = month > shift(died.get(person, 999901), 1) or month > shift(left.get(person, 999901), 1)
        if r["item"] == "工资" and (late or any(a < month < b for a, b in prison.get(person, []))):
            found.add(person)
    return found


def r95(town: Town) -> Found:
    months: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for r in town.book.rows["payroll"]:
        months[r["person"].id][r["unit"]].add(r["month"])
    return {p for p, units in months.items() for a, b in combinations(units.values(), 2) if len(a & b) > 1}


def r96(town: Town) -> Found:
    seen = defaultdict(set)
    for r in town.book.rows["allowance"]:
        if "补发" not in r["remark"]:
            seen[r["person"].id, r["item"], r["month"]].add(r["voucher"])
    return {key(*k) for k, vouchers in seen.items() if len(vouchers) > 1}


def r97(town: Town) -> Found:
    trips = defaultdict(list)
    for r in town.book.rows["travel_claim"]:
        trips[r["person"].id].append(r)
    return {
        key(*sorted((a["claim_no"], b["claim_no"]))) for rows in trips.values() for a, b in combinations(rows, 2)
        if max(a["from_on"], b["from_on"]) < min(a["to_on"], b["to_on"])
    }  # fmt: skip


def r99(town: Town) -> Found:
    found = set()
    for r in town.book.rows["reception_claim"]:
        many = r["escorts"] > 3 if r["guests"] <= 10 else r["escorts"] * 3 > r["guests"]
        if (many or not r["letter_no"]) and "应急" not in r["remark"]:
            found.add(r["claim_no"])
    return found


def ledger(town: Town, wrong: Callable[[Row], bool]) -> Found:
    return {r["voucher"] for r in town.book.rows["ledger"] if wrong(r)}


def r107(town: Town) -> Found:
    accounts = {(r["village"], r["account"]) for r in town.book.rows["village_cadre"] if r["to_on"] is None}
    return ledger(
        town,
        lambda r: (r["village"], r["account"]) in accounts and r["account_title"] not in ("村干部报酬", "误工补贴"),
    )


def r108(town: Town) -> Found:
    got = {(r["contract_no"], r["booked_on"].year) for r in town.book.rows["ledger"] if r["direction"] == "收入"}
    return {
        key(r["contract_no"], year) for r in town.book.rows["village_contract"] for year in (2019, 2020)
        if r["status"] == "履行中" and not r["waiver"] and (r["contract_no"], year) not in got
    }  # fmt: skip


def r109(town: Town) -> Found:
    rates = defaultdict(list)
    for r in town.book.rows["village_contract"]:
        rates[r["village"].county, r["kind"]].append(r["rent"] / r["area"])
    found = set()
    for r in town.book.rows["village_contract"]:
        if r["status"] != "履行中":
            continue
        peers = rates[r["village"].county, r["kind"]]
        cheap = len(peers) > 4 and r["rent"] / r["area"] < median(peers) / 2 and not r["special"]
        limit = 30 if r["kind"] == "机动地" else 20
        long = r["to_on"] >= r["from_on"].replace(year=r["from_on"].year + limit)
        if cheap or long or r["to_on"] < date(2020, 12, 31):
            found.add(r["contract_no"])
    return found


def r111(town: Town) -> Found:
    posted = {(r["village"], r["quarter"]) for r in town.book.rows["disclosure"] if r["category"] == "财务公开"}
    villages = {r["village"] for r in town.book.rows["disclosure"]}
    return {key(v.code, f"2020Q{q}") for v in villages for q in (1, 2, 3) if (v, f"2020Q{q}") not in posted}


def r112(town: Town) -> Found:
    rates = {(r["village"], r["person"].id): r["daily_rate"] for r in town.book.rows["work_allowance_list"]}

    def wrong(r: Row) -> bool:
        if r["account_title"] != "误工补贴":
            return False
        rate = rates.get((r["village"], r["payee"].id))
        return rate is None or r["amount"] > rate * r["work_days"] + 0.005

    return ledger(town, wrong)


def spending(r: Row) -> bool:
    return bool(r["direction"] == "支出")


BUSINESS: dict[int, Callable[[Town], Found]] = {
    67: r67, 68: r68, 69: r69, 70: r70, 71: r71, 72: r72, 79: r79,
    80: lambda t: bids(t, lambda a, b: a["manager"] is b["manager"]),
    82: lambda t: bids(
        t, lambda a,
        b: a["deposit_account"] == b["deposit_account"] and {a["deposit_form"], b["deposit_form"]} != {"电子保函"}
    ),
    83: lambda t: bids(
        t, lambda a,
        b: (a["mac"] == b["mac"] or a["disk"] == b["disk"]) and {a["terminal"], b["terminal"]} != {"公共终端"}
    ),
    84: r84, 88: r88, 90: r90,
    92: lambda t: {
        r["project_no"] for r in t.book.rows["village_works"]
        if r["started_on"] < r["tendered_on"] and r["emergency"] == "否"
    },
    93: lambda t: {
        r["project_no"] for r in t.book.rows["village_works"]
        if r["final_price"] > r["contract_price"] * 1.1 + 0.001 and not r["change_approval"]
    },
    94: r94, 95: r95, 96: r96, 97: r97, 99: r99,
    105: lambda t: ledger(t, lambda r: spending(r) and r["receipt"] in ("白条", "无") and r["amount"] > 500),
    106: lambda t: ledger(t, lambda r: r["settlement"] == "现金" and r["amount"] > 5000 and "征地" not in r["summary"]),
    107: r107, 108: r108, 109: r109,
    110: lambda t: ledger(
        t, lambda r: spending(r) and r["amount"] > 20_000 and not r["resolution_no"] and "应急抢险" not in r["summary"]
    ),
    111: r111, 112: r112,
}  # fmt: skip
