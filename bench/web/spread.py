"""How the findings of a city are spread: which rules, townships, months and states have many, and whom they name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

FUNDS = (
    "农村低保",
    "耕地地力保护补贴",
    "高龄津贴",
    "城市低保",
    "残疾两项补贴",
    "特困供养",
    "临时救助",
    "公益性岗位补贴",
    "",
)
MONTHS = tuple(year * 100 + month for year in (2018, 2019, 2020) for month in range(1, 13))
PEOPLE, BODIES = 700_000, 2_000
PORTION = 10_000
_STATES = ("open", "assigned", "reviewed")
_VERDICTS = ("confirmed_misconduct", "administrative_error", "policy_permitted", "data_error", "cannot_verify")


@dataclass(frozen=True)
class City:
    """Keys of what is there: purposes with their last two runs, rules, townships, verifiers and data offices."""

    purposes: Sequence[tuple[int, int, int]]
    rules: Sequence[tuple[int, str, str]]  # key, name, strength
    townships: Sequence[int]  # nine digits
    verifiers: Mapping[int, Sequence[int]]  # by six-digit county
    offices: Mapping[int, int]
    moment: Any


def person_key(number: int) -> int:
    """The pseudonym of somebody."""
    return _key("person", number)


def body_key(rank: int) -> int:
    """The pseudonym of a body; those of low rank stand in many findings."""
    return _key("body", rank)


def _key(kind: str, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{kind}{number}".encode()).digest()[:8], "big", signed=True)


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Portion:
    """Rows of three tables."""

    findings: list[tuple[Any, ...]]
    texts: list[tuple[Any, ...]]
    keys: list[tuple[Any, ...]]


def portions(count: int, city: City, seed: int = 1) -> Iterator[Portion]:
    """`count` findings, a portion at a time; the same for the same seed."""
    chance = np.random.default_rng(seed)
    weights = {
        "rule": _falling(len(city.rules), 3),
        "town": chance.permutation(_falling(len(city.townships), 40)),
        "fund": _falling(len(FUNDS), 1),
        "month": np.full(len(MONTHS), 1 / len(MONTHS)),
        "body": _falling(BODIES, 20),
    }
    for start in range(0, count, PORTION):
        size = min(PORTION, count - start)
        picks = {name: chance.choice(len(w), size, p=w).tolist() for name, w in weights.items()}
        picks["person"] = chance.integers(0, PEOPLE, size).tolist()
        picks["village"] = chance.integers(1, 25, size).tolist()
        picks["rows"] = np.minimum(chance.geometric(0.3, size), 60).tolist()
        picks["fen"] = (np.exp(chance.normal(11, 1.5, size)) // 1_000 * 1_000).astype(int).tolist()
        dice = chance.random((size, 6)).tolist()
        yield _portion(start, picks, dice, city)


def _falling(count: int, flat: int) -> Any:
    """Shares that fall with the rank: the first has many, the last few; the flatter, the larger `flat`."""
    weights = 1 / (np.arange(count) + flat)
    return weights / weights.sum()


def _portion(start: int, picks: dict[str, list[int]], dice: list[list[float]], city: City) -> Portion:
    made = Portion([], [], [])
    for i, thrown in enumerate(dice):
        number = start + i
        pick = {name: values[i] for name, values in picks.items()}
        made.findings.append(_finding(number, pick, thrown, city))
        made.texts.append(_text(number, pick, thrown))
        made.keys.append((number + 1, person_key(pick["person"])))
        if thrown[0] < 0.35:
            made.keys.append((number + 1, body_key(pick["body"])))
    return made


FINDING = tuple(
    "id number purpose_id fingerprint evidence_digest content_digest rule_id rule_key strength excluded amount_fen area"
    " township county fund month office_id first_run_id last_run_id presence published state state_at assignee_id"
    " verdict judged_digest".split()
)
TEXT = ("finding_id", "subject", "explanation_zh", "explanation_en", "exclusion", "untested", "evidence")
KEY = ("finding_id", "key")


def _finding(number: int, pick: dict[str, int], thrown: list[float], city: City) -> tuple[Any, ...]:
    purpose, first, last = city.purposes[0 if thrown[1] < 0.8 else -1]
    rule, name, strength = city.rules[pick["rule"]]
    town = city.townships[pick["town"]]
    county = town // 1_000
    state = _STATES[int(thrown[2] > 0.85) + int(thrown[2] > 0.93)]
    new, gone = thrown[3] < 0.15, thrown[3] > 0.95
    verdict = _VERDICTS[int(thrown[4] * len(_VERDICTS))] if state == "reviewed" else ""
    verifiers = city.verifiers[county]
    evidence = _digest("evidence", number)
    return (
        number + 1,
        _digest("number", number)[:16],
        purpose,
        _digest("print", number),
        evidence,
        _digest("content", number),
        rule,
        name,
        strength,
        thrown[5] < 0.12,
        0 if thrown[4] < 0.25 else pick["fen"],
        town * 1_000 + 200 + pick["village"],
        town,
        county,
        FUNDS[pick["fund"]],
        MONTHS[pick["month"]],
        city.offices[county],
        last if new else first,
        first if gone else last,
        "new" if new else "gone" if gone else "persisting",
        True,
        state,
        city.moment,
        None if state == "open" else verifiers[number % len(verifiers)],
        verdict,
        evidence if verdict else "",
    )


def _text(number: int, pick: dict[str, int], thrown: list[float]) -> tuple[Any, ...]:
    person = f"43042*******{pick['person'] % 1_000_000:06d}"
    died = f"{MONTHS[pick['month']] // 100}-{MONTHS[pick['month']] % 100:02d}-15"
    fund = FUNDS[pick["fund"]] or "农村低保"
    paid = [_paid(fund, person, number, k, MONTHS[min(pick["month"] + k, 35)]) for k in range(pick["rows"])]
    death = {
        "dataset": "death",
        "file": "公安局_死亡注销.csv",
        "sheet": "",
        "row": number + 2,
        "values": {"person": person, "name": "张*", "died_on": died},
    }
    return (
        number + 1,
        f"{person_key(pick['person']) & (2**64 - 1):016x}|{fund}",
        f"张*（{person}）于{died}死亡登记，此后{fund}仍发放{pick['rows']}个月，合计{pick['rows'] * 240}.00元。",
        f"Zhang* ({person}) was registered dead on {died}; {pick['rows']} more months of {fund} were paid.",
        "death_withdrawn" if thrown[5] < 0.12 else "",
        "arrears_alive" if thrown[0] < 0.2 else "",
        json.dumps([death, *paid], ensure_ascii=False, separators=(",", ":")),
    )


def _paid(fund: str, person: str, number: int, k: int, month: int) -> dict[str, Any]:
    values = {"fund": fund, "payee_name": "张*", "person": person, "amount": "240.00", "period": str(month)}
    spot = {
        "dataset": "payment",
        "file": f"民政局_{fund}发放_{month}.csv",
        "sheet": "Sheet1",
        "row": number % 90_000 + k,
    }
    return {**spot, "values": values}
