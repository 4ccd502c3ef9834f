"""Public resources trading: bids in sections, and how bidders give themselves away."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from mingcha.engine.city.book import Row
from mingcha.engine.city.cast import Person
from mingcha.engine.city.companies import Company, found, join, report
from mingcha.engine.city.town import COUNTY_BUREAUS, Town

DEFAULT_AUTHORS = ("Administrator", "admin", "User", "微软用户", "Lenovo")


@dataclass(slots=True)
class Bidder:
    """A building company with its own people, machine and account."""

    company: Company
    agent: Person
    managers: list[Person]
    mac: str
    disk: str
    author: str
    account: str


def bidder(town: Town, **more: Any) -> Bidder:
    """A new building company."""
    since = more.pop("founded", date(town.rng.randrange(2005, 2017), 5, 12))
    made = found(town, town.cast.stranger(), trade="建筑工程", founded=since, **more)
    mac = "-".join(f"{town.rng.randrange(256):02X}" for _ in range(6))
    disk = "".join(town.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=14))
    people = [town.cast.stranger() for _ in range(4)]
    account = f"1905{town.serial('base account') * 7907 + 4_000_000_000:010d}2"
    return Bidder(made, people[0], people[1:3], mac, disk, people[3].name, account)


def section(town: Town, bidders: list[Bidder], day: date, *, winner: int = 0) -> tuple[str, list[Row]]:
    """Open one section; returns its number and one row a bidder."""
    county = town.rng.choice(town.counties)
    number = f"HYGC{day.year}-{town.county_code(county)}-{town.serial('section'):04d}-1"
    project = f"{county}{town.rng.choice(('农村公路', '高标准农田', '污水处理', '校舍改造', '水库除险'))}工程"
    common = {
        "section": number,
        "project": project,
        "tenderer": county + town.rng.choice(COUNTY_BUREAUS[3:8]),
        "opened_on": day,
    }
    rows = []
    for i, one in enumerate(bidders):
        rows.append(
            town.book.add(
                "bid", bidder_name=one.company.name, bidder=one.company.code,
                price=town.rng.randrange(280, 900) * 10_000.0 + i * 370,
                ip=f"113.240.{town.rng.randrange(256)}.{town.rng.randrange(1, 255)}", mac=one.mac, disk=one.disk,
                terminal="自有终端", author=one.author, agent=one.agent, manager=one.managers[day.month % 2],
                deposit_form="银行转账", deposit_account=one.account, won="是" if i == winner else "否",
                _keep=True, **common,
            )
        )  # fmt: skip
    return number, rows


def background(town: Town) -> None:
    """Sections with four to six bidders of their own names, machines and accounts."""
    pool = [bidder(town) for _ in range(max(12, town.share(0.0015)))]
    for one in pool[::5]:
        one.author = town.rng.choice(DEFAULT_AUTHORS)
    for _ in range(town.share(0.002, 10)):
        day = date(2019, 1, 8) + timedelta(days=town.rng.randrange(700))
        count = town.rng.randrange(4, 7)
        section(town, town.rng.sample(pool, count), day, winner=town.rng.randrange(count))


def plant(town: Town) -> None:
    """Rules 79, 80, 82, 83, 84, 85, 88."""
    pool = [bidder(town) for _ in range(9)]
    _shared_marks(town, pool)
    _one_person_in_both(town)
    _shells(town, pool)
    _companions(town, pool)


def _pair(rows: list[Row]) -> list[str]:
    return sorted((rows[0]["bidder"], rows[1]["bidder"]))


def _shared_marks(town: Town, pool: list[Bidder]) -> None:
    """Two bidders of a section share an author, agent, manager, deposit account, card or disk number."""
    marks = {79: ("author", "agent"), 80: ("manager",), 82: ("deposit_account",), 83: ("mac", "disk")}
    for rule, columns in marks.items():
        for i in range(town.cases):
            number, rows = section(town, town.rng.sample(pool, 4), date(2020, 1 + (i + rule) % 12, 14), winner=2)
            column = columns[i % len(columns)]
            rows[1][column] = rows[0][column]
            town.truth.hit(rule, number, *_pair(rows))
    looks: tuple[tuple[int, dict[str, str], str], ...] = (
        (79, {"author": "Administrator"}, "系统默认作者名"),
        (82, {"deposit_account": "190599000112233", "deposit_form": "电子保函"}, "同一机构出具电子保函"),
        (83, {"ip": "113.240.9.9"}, "仅公网IP相同，网卡与硬盘号不同"),
        (83, {"mac": "0A-1B-2C-3D-4E-5F", "disk": "GGZYHALL0001", "terminal": "公共终端"}, "均由交易大厅公共终端上传"),
    )
    for rule, values, why in looks:
        number, rows = section(town, town.rng.sample(pool, 4), date(2020, 5, 19), winner=3)
        for row in rows[:2]:
            row.update(values)
        town.truth.miss(rule, number, *_pair(rows), why=why)
    first, later = (section(town, pool[k : k + 4], date(2020, 3 + 4 * (k > 0), 12)) for k in (0, 4))
    later[1][1]["manager"] = first[1][0]["manager"]
    town.truth.miss(80, later[0], *sorted((first[1][0]["bidder"], later[1][1]["bidder"])), why="不同标段、先后任职")


def _one_person_in_both(town: Town) -> None:
    """Rule 84: fresh companies, so that no other section sees the pair."""
    for i in range(town.cases + 1):
        group = [bidder(town) for _ in range(4)]
        person = town.cast.stranger()
        left = date(2020, 4, 1) if i == town.cases else None
        join(town, group[0].company, person, "监事", date(2017, 3, 4))
        join(town, group[1].company, person, "股东", date(2017, 3, 4), left, ratio=35.0)
        number, rows = section(town, group, date(2020, 6, 16), winner=2)
        if left:
            town.truth.miss(84, number, *_pair(rows), why="共同股东已于开标前退出其中一家")
        else:
            town.truth.hit(84, number, *_pair(rows))


def _shells(town: Town, pool: list[Bidder]) -> None:
    """Rule 88: the winner is young, without staff or tax; one excuse each."""
    opened = date(2020, 8, 18)
    looks = (
        ("分立", 0.0, 1, 200, "企业分立新设"),
        ("新设", 0.0, 3, 200, "参保3人"),
        ("新设", 900.0, 1, 200, "已有纳税"),
    )
    shapes = [("新设", 0.0, i % 3, 364 if i == 0 else 40 + 60 * i, "") for i in range(town.cases)]
    for setup, tax, insured, age, why in (*shapes, *looks, ("新设", 0.0, 2, 365, "成立满365天")):
        young = bidder(town, founded=opened - timedelta(days=age), setup=setup, tax=False)
        report(town, young.company, 2020, tax, insured)
        number, rows = section(town, [young, *town.rng.sample(pool, 3)], opened)
        if why:
            town.truth.miss(88, number, rows[0]["bidder"], why=why)
        else:
            town.truth.hit(88, number, rows[0]["bidder"])


def _companions(town: Town, pool: list[Bidder]) -> None:
    """Rule 85: a company that always loses beside the same one; a newcomer is excused."""
    for i, founded in enumerate((date(2012, 5, 9), date(2020, 3, 2))):
        loser, friend = bidder(town, founded=founded), bidder(town)
        for n in range(9):
            group = [town.rng.choice(pool), friend if n else pool[8], loser]
            if group[0] is group[1]:
                group[0] = pool[0]
            section(town, group, date(2020, 4 + n % 8, 22), winner=0)
        if i:
            town.truth.miss(85, loser.company.code, why="新设企业首年参与投标")


def judge(town: Town) -> None:
    """Rule 85 over all sections, from what was written."""
    together: dict[str, list[str]] = {}
    for row in town.book.rows["bid"]:
        together.setdefault(row["section"], []).append(row["bidder"])
    founded = {row["company"]: row["founded_on"] for row in town.book.rows["company"]}
    winners = {row["bidder"] for row in town.book.rows["bid"] if row["won"] == "是"}
    opened = {row["section"]: row["opened_on"] for row in town.book.rows["bid"]}
    bids: dict[str, list[str]] = {}
    pairs: dict[tuple[str, str], int] = {}
    for number, names in together.items():
        for name in names:
            bids.setdefault(name, []).append(number)
        for one, other in combinations(sorted(names), 2):
            pairs[one, other] = pairs.get((one, other), 0) + 1
            pairs[other, one] = pairs.get((other, one), 0) + 1
    for name, numbers in bids.items():
        if name in winners or len(numbers) < 8:
            continue
        closest = max((count for (one, _), count in pairs.items() if one == name), default=0)
        last = max(opened[n] for n in numbers)
        if closest >= 0.8 * len(numbers) and (last - founded[name]).days >= 365:
            town.truth.hit(85, name)
