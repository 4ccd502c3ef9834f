"""Rules about people read from the definitions once more, without the generator's plans: subjects by rule."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from mingcha.engine.city.cast import Person, kin_of
from mingcha.engine.city.months import month_of, shift, span
from mingcha.engine.city.town import Town

Row = dict[str, Any]
Found = set[str]
POOR = ("农村低保", "城市低保")
ROLL = (*POOR, "特困供养")
ACTIVE = ("存续", "在业", "开业")


def paid(town: Town, *funds: str) -> list[Row]:
    return [r for r in town.book.rows["payment"] if r["fund"] in funds and r["result"] == "成功"]


def starts(period: int | str) -> int:
    text = str(period)
    return int(text[:4]) * 100 + int(text[-1]) * 3 - 2 if "Q" in text else int(text)


def death_months(town: Town) -> dict[str, int]:
    best: dict[str, tuple[int, date]] = {}
    for r in town.book.rows["death"]:
        rank = ("health", "funeral", "police").index(r["_source"])
        if "撤销" not in r["remark"] and (r["person"].id not in best or rank < best[r["person"].id][0]):
            best[r["person"].id] = (rank, r["died_on"])
    return {person: month_of(day) for person, (_, day) in best.items()}


def key(*parts: object) -> str:
    return "|".join(str(p) for p in parts)


def inside(town: Town, kinds: tuple[str, ...]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for r in town.book.rows["custody"]:
        if r["kind"] in kinds and r["outcome"] != "无罪释放":
            spans[r["person"].id].append((month_of(r["from_on"]), month_of(r["to_on"])))
    return spans


def r1(town: Town) -> Found:
    died = death_months(town)
    return {
        key(r["payee"].id, r["fund"])
        for r in paid(town, *ROLL)
        if r["members"] == 1 and r["period"] > shift(died.get(r["payee"].id, 999901), 1)
    }


def r2(town: Town) -> Found:
    died = death_months(town)
    rows = (r for r in town.book.rows["pension_payment"] if r["item"] == "养老金")
    return {r["person"].id for r in rows if r["month"] > shift(died.get(r["person"].id, 999901), 1)}


def r3(town: Town) -> Found:
    died = death_months(town)
    rows = paid(town, "高龄津贴")
    return {r["payee"].id for r in rows if starts(r["period"]) > shift(died.get(r["payee"].id, 999901), 1)}


def r4(town: Town) -> Found:
    died, months = death_months(town), defaultdict(set)
    for r in paid(town, *ROLL):
        months[r["payee"].id, r["fund"]].add(r["period"])
    return {
        key(person, fund)
        for (person, fund), had in months.items()
        for m in had
        if m >= 201903 and m > shift(died.get(person, 999901), 1) and not {shift(m, -1), shift(m, -2)} & had
    }


def r5(town: Town) -> Found:
    days = {p.id: p.died for p in town.cast.people if p.died}
    return {
        r["person"].id
        for r in town.book.rows["liveness"]
        if r["person"].id in days
        and r["checked_on"] > days[r["person"].id] + timedelta(days=7)
        and "批量" not in r["method"]
    }


def r6(town: Town) -> Found:
    died = death_months(town)
    rows = (r for r in town.book.rows["payroll"] if r["item"] == "工资")
    return {r["person"].id for r in rows if r["month"] > shift(died.get(r["person"].id, 999901), 1)}


def r7(town: Town) -> Found:
    days = defaultdict(list)
    for r in town.book.rows["death"]:
        if "撤销" not in r["remark"]:
            days[r["person"].id].append(r["died_on"])
    return {p for p, found in days.items() if (max(found) - min(found)).days > 30}


def r8(town: Town) -> Found:
    spans = inside(town, ("服刑", "羁押"))
    rows = (r for r in town.book.rows["pension_payment"] if r["item"] == "养老金")
    return {r["person"].id for r in rows for a, b in spans.get(r["person"].id, []) if a < r["month"] < b}


def r10(town: Town) -> Found:
    spans = inside(town, ("服刑", "羁押"))
    return {
        key(r["payee"].id, r["fund"])
        for r in paid(town, *POOR)
        for a, b in spans.get(r["payee"].id, [])
        if r["members"] == 1 and a < r["period"] < b
    }


def staff_rows(town: Town) -> dict[Person, list[tuple[int, int]]]:
    found: dict[Person, list[tuple[int, int]]] = defaultdict(list)
    for r in town.book.rows["fiscal_staff"]:
        if r["category"] not in ("村级组织人员", "公益性岗位人员"):
            found[r["person"]].append((month_of(r["from_on"]), month_of(r["to_on"] or date(9999, 12, 1))))
    return found


def on_staff(rows: dict[Person, list[tuple[int, int]]], person: Person, month: int) -> bool:
    return any(a <= month <= b for a, b in rows.get(person, []))


def r13(town: Town) -> Found:
    staff = staff_rows(town)
    return {
        r["payee"].id for r in paid(town, *POOR) for m in r["payee"].home.members if on_staff(staff, m, r["period"])
    }


def last_paid(town: Town) -> dict[Person, int]:
    found: dict[Person, int] = {}
    for r in paid(town, *POOR):
        found[r["payee"]] = max(found.get(r["payee"], 0), r["period"])
    return found


def r14(town: Town) -> Found:
    cars = defaultdict(list)
    for r in town.book.rows["vehicle"]:
        plain = r["status"] == "正常" and not r["remark"] and "摩托" not in r["kind"]
        if plain and r["price"] > 80_000:
            cars[r["owner"].home.number].append(r)
    return {
        key(p.id, r["plate"])
        for p, last in last_paid(town).items()
        for r in cars[p.home.number]
        if month_of(r["registered_on"]) <= last
    }


def r15(town: Town) -> Found:
    units: dict[str, dict[str, int]] = defaultdict(dict)
    for r in town.book.rows["real_estate"]:
        if r["usage"] == "住宅" and r["status"] == "现势" and r["mode"] not in ("继承", "拆迁安置"):
            units[r["owner"].home.number][r["unit_no"]] = month_of(r["registered_on"])
    return {p.id for p, last in last_paid(town).items() if sum(m <= last for m in units[p.home.number].values()) > 1}


def active_roles(town: Town) -> Iterator[Row]:
    active = {r["company"] for r in town.book.rows["company"] if r["status"] in ACTIVE}
    yield from (r for r in town.book.rows["company_role"] if r["company"] in active and r["role"] != "合作社成员")


def r16(town: Town) -> Found:
    roles = defaultdict(set)
    for r in active_roles(town):
        if r["to_on"] is None and r["person"].home.number:
            roles[r["person"].home.number].add(r["company"])
    return {key(p.id, c) for p in last_paid(town) for c in roles[p.home.number]}


def common(town: Town, one: tuple[str, ...], other: tuple[str, ...]) -> Found:
    months: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for r in paid(town, *one, *other):
        months[r["payee"].id, r["fund"] in one].add(r["period"])
    return {p for p, first in months if first and len(months[p, True] & months.get((p, False), set())) > 1}


def r21(town: Town) -> Found:
    lists = defaultdict(list)
    for r in town.book.rows["low_income_member"]:
        lists[r["member"].id].append((r["head"].id, set(span(max(201901, r["from_month"]), r["to_month"] or 202012))))
    return {m for m, rows in lists.items() for h, a in rows for k, b in rows if h != k and len(a & b) > 1}


def r23(town: Town) -> Found:
    cards = defaultdict(list)
    for r in town.book.rows["disability"]:
        cards[r["person"].id].append(r)

    def valid(card: Row, month: int) -> bool:
        good = card["status"] == "有效" and month_of(card["issued_on"]) <= month <= month_of(card["valid_to"])
        return good or "换证" in card["status"]

    return {
        r["payee"].id
        for r in paid(town, "残疾两项补贴")
        if not any(valid(card, r["period"]) for card in cards[r["payee"].id])
    }


def r25(town: Town) -> Found:
    homes = {r["payee"].home.number for r in paid(town, *ROLL) if r["period"] >= 202001}
    subsidised = {r["payee"].id for r in paid(town, "残疾两项补贴")}
    return {
        r["person"].id
        for r in town.book.rows["disability"]
        if r["level"] in ("一级", "二级") and r["status"] == "有效" and r["valid_to"] > date(2020, 12, 30)
        and r["issued_on"] < date(2020, 1, 2) and not r["remark"] and not r["person"].died
        and r["person"].id not in subsidised and r["person"].home.number not in homes
    }  # fmt: skip


def cadre_months(town: Town) -> list[tuple[Person, int, int]]:
    return [
        (r["person"], month_of(r["from_on"]), month_of(r["to_on"] or date(9999, 12, 1)))
        for r in town.book.rows["village_cadre"]
    ]


def r26(town: Town) -> Found:
    rows = paid(town, *ROLL, "临时救助")
    cadres = cadre_months(town)
    return {
        key(r["payee"].id, r["fund"]) for r in rows for c, a, b in cadres if c is r["payee"] and a <= r["period"] <= b
    }


def r27(town: Town) -> Found:
    filed = {(r["relative"].id, r["cadre"].id) for r in town.book.rows.get("kin_filing", [])}
    found = set()
    for r in paid(town, *ROLL):
        kin = kin_of(r["payee"])
        for c, a, b in cadre_months(town) if kin else []:
            if c in kin and a <= r["period"] <= b and (r["payee"].id, c.id) not in filed:
                found.add(key(r["payee"].id, c.id))
    return found


def r29(town: Town) -> Found:
    jobs = {}
    for r in town.book.rows["public_official"]:
        if r["category"] != "村(社区)干部":
            jobs[r["person"].id] = (r["from_on"], r["to_on"] or date.max)
    approved = {(r["person"].id, r["company"]) for r in town.book.rows["side_job"]}
    return {
        key(r["person"].id, r["company"])
        for r in active_roles(town)
        if r["person"].id in jobs and not r["remark"] and (r["person"].id, r["company"]) not in approved
        and (r["to_on"] or date.max) >= jobs[r["person"].id][0] and r["from_on"] <= jobs[r["person"].id][1]
    }  # fmt: skip


def r39(town: Town) -> Found:
    staff = staff_rows(town)
    rows = paid(town, *ROLL, "临时救助", "公益性岗位补贴")
    return {key(r["payee"].id, r["fund"]) for r in rows if on_staff(staff, r["payee"], r["period"])}


def r54(town: Town) -> Found:
    records = defaultdict(list)
    for r in town.book.rows["enrolment"]:
        records[r["person"].id].append(r)

    def enrolled(r: Row, day: date) -> bool:
        right = r["school_kind"] in ("中等职业学校", "高等职业学校", "技工学校") and r["status"] in ("在读", "留级")
        return right and r["entered_on"] <= day <= r["leaves_on"]

    days = {"2020春": date(2020, 3, 1), "2020秋": date(2020, 9, 1)}
    return {
        key(r["payee"].id, r["period"])
        for r in paid(town, "雨露计划")
        if not any(enrolled(e, days[r["period"]]) for e in records[r["payee"].id])
    }


def related(one: Person, other: Person) -> bool:
    return one.home is other.home or other in kin_of(one)


def r60(town: Town) -> Found:
    people = {p.id: p for p in town.cast.people}
    wards = {(r["ward"].id, r["guardian"].id) for r in town.book.rows["guardian"]}
    return {
        key(r["payee"].id, r["account"])
        for r in town.book.rows["payment"]
        if r["result"] == "成功" and r["holder"] and r["holder"] != r["payee"].id
        and (r["payee"].id, r["holder"]) not in wards and not related(r["payee"], people[r["holder"]])
    }  # fmt: skip


def r59(town: Town) -> Found:
    people = {p.id: p for p in town.cast.people}
    wards = {(r["ward"].id, r["guardian"].id) for r in town.book.rows["guardian"]}
    users: dict[str, set[str]] = defaultdict(set)
    for r in town.book.rows["payment"]:
        if r["holder"] and (r["payee"].id, r["holder"]) not in wards:
            users[r["account"]].add(r["payee"].id)
    return {
        account for account, ids in users.items()
        if len(ids) > 2 and not any(related(people[a], people[b]) for a in ids for b in ids if a < b)
    }  # fmt: skip


def r62(town: Town) -> Found:
    found = set()
    for r in town.book.rows["payment"]:
        due = r["standard"] * float(r["quantity"]) * (r["members"] or 1)
        if abs(r["amount"] - due) > 1 and not r["remark"]:
            found.add(key(r["payee"].id, r["fund"], r["period"]))
    return found


PEOPLE: dict[int, Callable[[Town], Found]] = {
    1: r1, 2: r2, 3: r3, 4: r4, 5: r5, 6: r6, 7: r7, 8: r8, 10: r10, 13: r13, 14: r14, 15: r15, 16: r16,
    19: lambda t: common(t, POOR[:1], POOR[1:]), 20: lambda t: common(t, POOR, ROLL[2:]), 21: r21, 23: r23, 25: r25,
    26: r26, 27: r27, 29: r29, 39: r39, 54: r54, 59: r59, 60: r60, 62: r62,
}  # fmt: skip
