"""The text of a rule that somebody is writing: what speaks against it, how it differs, what it may read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from string import Template

from mingcha.datasets.engine import specs
from mingcha.engine.rules.catalog import Catalog, dataset_columns
from mingcha.engine.rules.library import Library
from mingcha.engine.rules.model import Rule
from mingcha.engine.rules.trying import Tried, examine, try_out
from mingcha.kernel.messages import Message
from mingcha.matching import catalogue
from mingcha.matching.models import RuleVersion

#: Unchanged lines shown around a change.
AROUND = 3
_VERSION = re.compile(r"^version:[^\n]*$", re.MULTILINE)
#: The rule with which a new one begins: it works, and is to be changed.
_STARTING = Path(__file__).with_name("starting")


def starting(known: Mapping[str, object]) -> tuple[str, str]:
    """Text and cases of a new rule; `known`: rule_id, catalogue, version, title_zh, title_en."""
    text, cases = ((_STARTING / name).read_text(encoding="utf-8") for name in ("rule.sql", "rule.cases.yml"))
    written = {
        name: json.dumps(value, ensure_ascii=False) if "title" in name else value for name, value in known.items()
    }
    return Template(text).substitute(written), cases


def catalog_for_trying() -> Catalog:
    """The tables of a run; what is found out about a draft is forgotten with it."""
    known = catalogue.shipped().catalog
    return replace(known, checked=dict(known.checked), qualified=dict(known.qualified), traced={})


def look_at(rule_id: str, text: str) -> tuple[Rule, str]:
    """The rule in a text and the SQL that would run. Refused with the first thing that is wrong, with its line."""
    return examine(text, catalogue.source_of(rule_id), catalog_for_trying())


def library_of(rule_id: str, text: str) -> Library:
    """The one rule in a text, for a run of it alone. Refused as `look_at`."""
    catalog = catalog_for_trying()
    rule, _ = examine(text, catalogue.source_of(rule_id), catalog)
    return replace(catalogue.shipped(), rules={rule.id: rule}, catalog=catalog)


def try_cases(rule_id: str, text: str, cases: str) -> Tried:
    """The rule on its own cases: small invented tables. Refused as `look_at`, and when cases cannot be run."""
    return try_out(text, cases, catalogue.source_of(rule_id), catalog_for_trying())


def numbered(text: str, version: int) -> str:
    """A text that calls itself by another version."""
    return _VERSION.sub(f"version: {version}", text, count=1)


def in_use(rule_id: str) -> RuleVersion | None:
    """The version that runs use now, or that is suspended."""
    return RuleVersion.objects.filter(rule_id=rule_id, state__in=("approved", "suspended")).first()


@dataclass(frozen=True)
class Line:
    """A line of a comparison: `kept`, `gone`, `new`, or `skip` for those left out; its numbers before and after."""

    kind: str
    text: str
    before: int | None = None
    after: int | None = None


def difference(before: str, after: str) -> list[Line]:
    """Two texts line by line, unchanged stretches left out; empty when they are equal."""
    old, new = before.splitlines(), after.splitlines()
    groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND))
    found: list[Line] = []
    for number, group in enumerate(groups):
        if number or group[0][1]:
            found.append(Line("skip", "…"))
        for tag, a, b, c, d in group:
            if tag == "equal":
                found += [Line("kept", old[i], i + 1, c + i - a + 1) for i in range(a, b)]
            else:
                found += [Line("gone", old[i], i + 1) for i in range(a, b)]
                found += [Line("new", new[i], None, i + 1) for i in range(c, d)]
    return found


@dataclass(frozen=True)
class Column:
    """A column that a rule may read: name, SQL type, what it is."""

    name: str
    type: str
    title: Message


@dataclass(frozen=True)
class Table:
    """A table that a rule may read: a dataset, or one derived from datasets."""

    name: str
    title: Message
    derived: bool
    columns: tuple[Column, ...]


def tables() -> Iterator[Table]:
    """Everything that a rule may read, datasets first."""
    for spec in specs().values():
        titles = {name: Message(c.title_zh or name, c.title_en or name) for name, c in spec.columns.items()}
        columns = (
            Column(name, kind, titles.get(name) or _own_title(name, titles))
            for name, kind in dataset_columns(spec).items()
        )
        yield Table(spec.dataset, Message(spec.title_zh, spec.title_en), False, tuple(columns))
    for table in catalogue.shipped().catalog.tables.values():
        columns = (Column(name, kind, Message("", "")) for name, kind in table.columns.items())
        yield Table(table.name, Message("派生表", "derived table"), True, tuple(columns))


_IMPLICIT = {
    "_row": Message("源行编号，放入 evidence", "number of the source row, for evidence"),
    "_county": Message("县级代码（6位）", "county code, six digits"),
    "_from": Message("起始月份", "first month"),
    "_to": Message("终止月份", "last month"),
}


def _own_title(name: str, titles: dict[str, Message]) -> Message:
    """The title of a column that no spec names."""
    if name in _IMPLICIT:
        return _IMPLICIT[name]
    base, _, end = name.rpartition("_")
    part, whole = _IMPLICIT.get(f"_{end}", Message("", "")), titles.get(base, Message(base, base))
    return Message(f"{whole.zh}·{part.zh}", f"{whole.en}: {part.en}")
