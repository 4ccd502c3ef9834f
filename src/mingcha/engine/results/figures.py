"""Counts and sums over the findings table, ready to be drawn: by rule, county, fund and month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from mingcha.engine.results.charts import Part, Point
from mingcha.kernel.messages import Message

UNKNOWN = Message("未注明", "not stated")
_MOST_MONTHS = 60
#: The columns of the findings that are counted and summed here.
COLUMNS = ("rule_id", "catalogue", "strength", "excluded", "amount", "fingerprint", "county", "fund", "month")


@dataclass
class Group:
    """Hits that share a value: findings by strength, money in question, excluded ones."""

    label: Message
    by_strength: dict[str, int] = field(default_factory=dict)
    excluded: int = 0
    amount: Decimal = Decimal(0)

    @property
    def findings(self) -> int:
        """Hits that stand."""
        return sum(self.by_strength.values())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The findings as parts of a bar."""
        return tuple(Part(f"s{key}", self.by_strength[key]) for key in sorted(self.by_strength))

    def add(self, strength: str, excluded: bool, count: int, amount: Decimal | None) -> None:
        """Count hits of one strength."""
        if excluded:
            self.excluded += count
            return
        self.by_strength[strength] = self.by_strength.get(strength, 0) + count
        self.amount += amount or Decimal(0)


def total(findings: pa.Table) -> Group:
    """All hits together."""
    groups = _grouped(findings, "rule_id")
    whole = Group(Message("合计", "total"))
    for row in groups:
        whole.add(*_counts(row))
    return whole


def per(findings: pa.Table, column: str, label: Callable[[Any], Message]) -> dict[Any, Group]:
    """Each value of `column` with its group."""
    groups: dict[Any, Group] = {}
    for row in _grouped(findings, column):
        value = row[column]
        groups.setdefault(value, Group(label(value))).add(*_counts(row))
    return groups


def by(findings: pa.Table, column: str, label: Callable[[Any], Message], most: int) -> list[Group]:
    """Groups of findings by `column`, the largest first; beyond `most` the rest is one group."""
    ranked = sorted(per(findings, column, label).values(), key=lambda g: (-g.findings, -g.amount, g.label.zh))
    standing = [group for group in ranked if group.findings]
    if len(standing) <= most:
        return standing
    return [*standing[: most - 1], _rest(standing[most - 1 :])]


def months(findings: pa.Table) -> list[Point]:
    """A column for each month from the first to the last, empty ones too; years when the months are too many."""
    counts: dict[int, dict[str, int]] = {}
    for row in _grouped(findings, "month"):
        if row["month"] and not row["excluded"]:
            strengths = counts.setdefault(row["month"], {})
            strengths[row["strength"]] = strengths.get(row["strength"], 0) + row["fingerprint_count"]
    if not counts:
        return []
    span = list(_between(min(counts), max(counts)))
    if len(span) > _MOST_MONTHS:
        return _years(counts)
    return [_point(f"{m // 100}-{m % 100:02d}", counts.get(m, {})) for m in span]


def county_label(names: Mapping[int, str]) -> Callable[[Any], Message]:
    """How a county code is called."""
    return lambda code: Message(names.get(code, str(code)), names.get(code, str(code))) if code else UNKNOWN


def text_label(value: Any) -> Message:
    """A text of the data is the same in both languages."""
    return Message(value, value) if value else UNKNOWN


def _grouped(findings: pa.Table, column: str) -> Iterable[dict[str, Any]]:
    keys = [column, "strength", "excluded"]
    grouped = findings.group_by(keys).aggregate([("fingerprint", "count"), ("amount", "sum")])
    rows: list[dict[str, Any]] = grouped.sort_by([(key, "ascending") for key in keys]).to_pylist()
    return rows


def _counts(row: Mapping[str, Any]) -> tuple[str, bool, int, Decimal | None]:
    return row["strength"], row["excluded"], row["fingerprint_count"], row["amount_sum"]


def _rest(groups: list[Group]) -> Group:
    rest = Group(Message(f"其余 {len(groups)} 项", f"{len(groups)} others"))
    for group in groups:
        for strength, count in group.by_strength.items():
            rest.add(strength, False, count, None)
        rest.amount += group.amount
        rest.excluded += group.excluded
    return rest


def _between(first: int, last: int) -> Iterable[int]:
    month = first
    while month <= last:
        yield month
        month += 89 if month % 100 >= 12 else 1


def _years(counts: Mapping[int, Mapping[str, int]]) -> list[Point]:
    years: dict[int, dict[str, int]] = {}
    for month, strengths in counts.items():
        year = years.setdefault(month // 100, {})
        for strength, count in strengths.items():
            year[strength] = year.get(strength, 0) + count
    return [_point(str(y), years.get(y, {})) for y in range(min(years), max(years) + 1)]


def _point(label: str, strengths: Mapping[str, int]) -> Point:
    return Point(label, tuple(Part(f"s{key}", strengths[key]) for key in sorted(strengths)))
