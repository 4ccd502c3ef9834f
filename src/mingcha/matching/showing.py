"""What the page of a finding shows: evidence as rows with titles, their dates in order, exclusions, parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingcha.datasets.engine import context, specs
from mingcha.engine.rules.model import Parameter, ParameterValue, Rule
from mingcha.engine.running.looking import Spot, is_masked
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message
from mingcha.matching.models import Finding
from mingcha.matching.wording import unit_name, value_name

_DATED = frozenset(("date", "datetime", "month", "period"))


@dataclass(frozen=True)
class Value:
    """One cell of an evidence row: its column, title, text, what people call it; whether a part of it is hidden."""

    column: str
    title: Message
    text: str
    said: Message
    masked: bool


@dataclass(frozen=True)
class Row:
    """One evidence row: its place in the list, what it is, where it stands, its cells."""

    index: int
    dataset: Message
    spot: Spot
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Moment:
    """A date in an evidence row: as a sortable text, what it is the date of, of which row."""

    when: str
    what: Message
    row: Row


@dataclass(frozen=True)
class Tested:
    """An exclusion of the rule: `applies`, `does_not`, or `untested` because data were missing."""

    title: Message
    outcome: str


@dataclass(frozen=True)
class Used:
    """A parameter with the value that was in force, from when, on what basis, and whether it is a county's own."""

    title: Message
    unit: Message
    value: str
    since: date
    basis: str
    own: bool


def evidence_of(finding: Finding) -> list[Row]:
    """The evidence rows, in the order of the engine."""
    items = json.loads(finding.text.evidence or "[]")
    return [_row(index, item) for index, item in enumerate(items)]


def _row(index: int, item: Mapping[str, Any]) -> Row:
    dataset = str(item["dataset"])
    spec = specs().get(dataset)
    title = Message(spec.title_zh, spec.title_en) if spec else Message(dataset, dataset)
    spot = Spot(dataset, str(item["file"]), str(item["sheet"]), int(item["row"]))
    return Row(index, title, spot, tuple(_value(spec, dataset, c, str(t)) for c, t in item["values"].items()))


def _value(spec: DatasetSpec | None, dataset: str, column: str, text: str) -> Value:
    known = spec.columns.get(column) if spec else None
    title = Message(known.title_zh or column, known.title_en or column) if known else Message(column, column)
    return Value(column, title, text, value_name(known, text), is_masked(context(), dataset, column))


def timeline(rows: Sequence[Row]) -> list[Moment]:
    """Every date in the evidence, the earliest first; equal ones of one kind and dataset once."""
    found: dict[tuple[str, str, str], Moment] = {}
    for row in rows:
        spec = specs().get(row.spot.dataset)
        for value in row.values:
            known = spec.columns.get(value.column) if spec else None
            if known and known.type in _DATED and value.text:
                moment = Moment(_sortable(value.text), value.title, row)
                found.setdefault((moment.when, row.spot.dataset, value.column), moment)
    return sorted(found.values(), key=lambda moment: moment.when)


def _sortable(text: str) -> str:
    """`202003` as `2020-03`; anything else as it is."""
    return f"{text[:4]}-{text[4:]}" if len(text) == 6 and text.isdecimal() else text


def exclusions_of(finding: Finding, rule: Rule | None) -> list[Tested]:
    """Every innocent explanation that the rule knows, and how it fared here."""
    applied = set(finding.text.exclusion.split(","))
    untested = set(finding.text.untested.split(","))
    if rule is None:
        return []

    def outcome(name: str) -> str:
        return "applies" if name in applied else "untested" if name in untested else "does_not"

    return [Tested(x.title, outcome(x.name)) for x in rule.exclusions]


def parameters_of(finding: Finding, rule: Rule | None) -> list[Used]:
    """The parameters of the rule as they held for this finding: on the day of the data, in its county."""
    on = finding.last_run.as_of
    if rule is None or on is None:
        return []
    found = ((p, in_force(p, on, finding.county)) for p in rule.parameters.values())
    return [
        Used(p.title, unit_name(p.unit), value_text(p, v), v.since, v.basis, v.county is not None)
        for p, v in found
        if v is not None
    ]


def in_force(parameter: Parameter, day: date, county: int) -> ParameterValue | None:
    """The value that holds on a day in a county: its own before the general one, later before earlier."""
    fitting = [v for v in parameter.values if v.since <= day and v.county in (None, county)]
    return max(fitting, key=lambda v: (v.county is not None, v.since), default=None)


def value_text(parameter: Parameter, value: ParameterValue) -> str:
    """A value as people write it: money in yuan, lists with commas."""
    if parameter.type == "money":
        return f"{int(value.value) / 100:,.2f}"
    if parameter.type in ("mu", "decimal"):
        return f"{int(value.value) / 10_000:g}"
    return "、".join(str(value.value).split("\n"))
