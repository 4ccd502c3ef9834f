"""Rules about posts, kin, land and houses read from the definitions once more."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

from mingcha.engine.city.cast import kin_of
from mingcha.engine.city.months import month_of, shift
from mingcha.engine.city.town import Town
from tests.integration.city.oracle_people import (
    ACTIVE,
    Found,
    death_months,
    key,
    on_staff,
    paid,
    staff_rows,
)

FOREVER = date.max


def pairs(values: Any) -> list[tuple[Any, Any]]:
    return list(combinations(sorted(values), 2))


def r12(town: Town) -> Found:
    same = defaultdict(list)
    for p in town.cast.people:
        for parent in (p.father, p.mother):
            if parent:
                same[p.name, p.birth, p.male, parent.id].append(p.id)
    return {key(*pair) for ids in same.values() for pair in pairs(set(ids))}


def r31(town: Town) -> Found:
    holders = defaultdict(list)
    for r in town.book.rows["company_role"]:
        holders[r["company"]].append(r)
    staff = defaultdict(list)
    for r in town.book.rows["public_official"]:
        staff[r["unit"]].append(r)
    found = set()
    for c in town.book.rows["procurement"]:
        day = c["signed_on"]
        if c["method"] == "公开招标" and c["recusal_declared"] == "是":
            continue
        for o in staff[c["buyer"]]:
            for r in holders[c["supplier"]]:
                held = r["from_on"] <= day <= (r["to_on"] or FOREVER)
                if held and o["from_on"] <= day <= (o["to_on"] or FOREVER) and r["person"] in kin_of(o["person"]):
                    found.add(key(o["person"].id, c["contract_no"]))
    return found


def r33(town: Town) -> Found:
    allowed = {frozenset((r["person_a"].id, r["person_b"].id)) for r in town.book.rows["recusal_exception"]}
    units = defaultdict(list)
    for r in town.book.rows["public_official"]:
        units[r["unit"]].append(r)
    found = set()
    for rows in units.values():
        for a in rows:
            for b in rows:
                right = a["is_leader"] == "是" and b["job_class"] in ("财务", "人事", "审计", "纪检监察")
                ids = sorted((a["person"].id, b["person"].id))
                if right and b["person"] in kin_of(a["person"]) and frozenset(ids) not in allowed:
                    found.add(key(*ids))
    return found


def r34(town: Town) -> Found:
    rows = town.book.rows["village_cadre"]
    found = set()
    for s in (r for r in rows if "监督委员会" in r["post"]):
        kin = kin_of(s["person"])
        for m in rows:
            here = m["person"] in kin and m["village"] == s["village"]
            seat = here and "监督" not in m["post"] and "委会" in m["post"]
            if seat and m["from_on"] <= (s["to_on"] or FOREVER) and s["from_on"] <= (m["to_on"] or FOREVER):
                found.add(key(s["person"].id, m["person"].id))
    return found


def r35(town: Town) -> Found:
    holders = defaultdict(list)
    for r in town.book.rows["company_role"]:
        holders[r["company"]].append(r["person"])
    found = set()
    for w in town.book.rows["village_works"]:
        for c in town.book.rows["village_cadre"]:
            here = c["village"] == w["village"] and c["from_on"] <= w["tendered_on"] <= (c["to_on"] or FOREVER)
            near = {c["person"], *kin_of(c["person"])} if here else set()
            if near & set(holders[w["contractor"]]) and "投工投劳" not in w["mode"]:
                found.add(key(w["project_no"], c["person"].id))
    return found


def r37(town: Town) -> Found:
    barred = set()
    for c in town.book.rows["candidate"]:
        day, person = c["nominated_on"], c["person"]
        running = (r for r in town.book.rows["discipline"] if r["from_on"] <= day <= r["to_on"])
        sanction = any(r["person"] is person for r in running)
        crime = any(
            r["person"] is person and r["outcome"] != "无罪释放" and r["to_on"] > day.replace(year=day.year - 5)
            for r in town.book.rows["custody"]
        )
        court = any(r["person"] is person and r["performance"] != "已履行完毕" for r in town.book.rows["court_default"])
        if sanction or crime or court:
            barred.add(person.id)
    return barred


def r38(town: Town) -> Found:
    found = set()
    for d in town.book.rows["discipline"]:
        for c in town.book.rows["salary_change"]:
            if c["person"] is d["person"] and d["from_on"] <= c["effective_on"] <= d["to_on"]:
                grave = c["kind"] == "薪级工资晋升" and "警告" not in d["kind"]
                if c["kind"] in ("职务晋升", "职级晋升", "年度考核优秀") or grave:
                    found.add(d["person"].id)
    return found


def r40(town: Town) -> Found:
    homes = defaultdict(list)
    for r in town.book.rows["dilapidated_housing"]:
        homes[r["person"].home.number].append(r)
    return {
        h for h, rows in homes.items() for a, b in combinations(rows, 2)
        if a["grade"] == b["grade"] and abs((a["approved_on"] - b["approved_on"]).days) <= 3652
        and not any("灾" in r["remark"] for r in (a, b))
    }  # fmt: skip


def r41(town: Town) -> Found:
    moved = {r["person"].home.number for r in town.book.rows["relocation_housing"]}
    return {r["person"].home.number for r in town.book.rows["dilapidated_housing"]} & moved


def flats(town: Town) -> dict[str, list[date]]:
    found = defaultdict(list)
    for r in town.book.rows["real_estate"]:
        if r["nature"] == "商品房" and r["usage"] == "住宅" and r["status"] == "现势":
            found[r["owner"].home.number].append(r["registered_on"])
    return found


def r42(town: Town) -> Found:
    owned = flats(town)
    rows = town.book.rows["dilapidated_housing"]
    return {r["person"].id for r in rows if any(d <= r["approved_on"] for d in owned.get(r["person"].home.number, []))}


def r43(town: Town) -> Found:
    roll = {r["payee"].home.number for r in paid(town, "农村低保", "城市低保", "特困供养")}
    return {
        r["person"].id for r in town.book.rows["dilapidated_housing"]
        if r["year"] == 2020 and ("低保" in r["identity"] or "特困" in r["identity"])
        and r["person"].home.number not in roll
    }  # fmt: skip


def r45(town: Town) -> Found:
    owned = flats(town)
    for r in town.book.rows["vehicle"]:
        if r["status"] == "正常" and not r["remark"] and "摩托" not in r["kind"] and r["price"] > 80_000:
            owned[r["owner"].home.number].append(r["registered_on"])
    found = set()
    for r in town.book.rows["rental_housing"]:
        end = min(r["to_on"], date(2020, 12, 31))
        if any(d <= end for d in owned.get(r["person"].home.number, [])):
            found.add(r["person"].id)
    return found


def r47(town: Town) -> Found:
    titled: dict[str, float] = defaultdict(float)
    for r in town.book.rows["land"]:
        titled[r["holder"].home.number] += r["area"]
    for r in town.book.rows["land_transfer"]:
        titled[r["to_person"].home.number] += r["area"]
    return {
        key(r["payee"].id, r["period"]) for r in paid(town, "耕地地力保护补贴")
        if r["quantity"] > titled[r["payee"].home.number] * 1.05
    }  # fmt: skip


def r49(town: Town) -> Found:
    area = {r["parcel"]: r["area"] for r in town.book.rows["land"]}
    claims = defaultdict(list)
    for r in town.book.rows["land_claim"]:
        claims[r["parcel"], r["year"]].append(r)
    return {
        key(parcel, year) for (parcel, year), rows in claims.items()
        if len({r["claimant"].home.number for r in rows}) > 1 and sum(r["area"] for r in rows) > area[parcel] * 1.05
    }  # fmt: skip


def r55(town: Town) -> Found:
    died, staff = death_months(town), staff_rows(town)
    active = {r["company"] for r in town.book.rows["company"] if r["status"] in ACTIVE}
    roles = (r for r in town.book.rows["company_role"] if r["company"] in active)
    owners = {r["person"].id for r in roles if r["role"] in ("法定代表人", "经营者")}
    found = set()
    for r in paid(town, "公益性岗位补贴"):
        p, month = r["payee"], r["period"]
        limit = month_of(p.birth.replace(day=1)) + (6000 if p.male else 5500)
        if month > shift(died.get(p.id, 999901), 1) or p.id in owners or on_staff(staff, p, month) or month > limit:
            found.add(p.id)
    return found


def r56(town: Town) -> Found:
    months: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for r in paid(town, "公益性岗位补贴"):
        months[r["payee"].id][r["work_unit"]].add(r["period"])
    return {p for p, units in months.items() for a, b in combinations(units.values(), 2) if len(a & b) > 1}


def r63(town: Town) -> Found:
    posted = defaultdict(list)
    villages = set()
    for r in town.book.rows["posted_list"]:
        posted[r["person"].id].append(r)
        villages.add(r["village"])
    found = set()
    for r in paid(town, "耕地地力保护补贴"):
        if r["period"] == "2020" and r["village"] in villages:
            rows = posted[r["payee"].id]
            near = any(abs(x["area"] - r["quantity"]) <= 0.05 and abs(x["amount"] - r["amount"]) <= 1 for x in rows)
            if not near and not any(x["remark"] for x in rows):
                found.add(key(r["payee"].id, r["fund"], r["period"]))
    return found


THINGS: dict[int, Callable[[Town], Found]] = {
    12: r12, 31: r31, 33: r33, 34: r34, 35: r35, 37: r37, 38: r38, 40: r40, 41: r41, 42: r42, 43: r43, 45: r45, 47: r47,
    49: r49, 55: r55, 56: r56, 63: r63,
}  # fmt: skip
