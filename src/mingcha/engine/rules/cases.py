"""
Cases beside a rule: small tables, and the findings the rule must (and must not) make of them.

`<rule>.cases.yml`:

    defaults:                 # filled into every row of a table
      payment: {result: success}
    cases:
      - name: one month beyond the grace
        as_of: 2020-12-31     # optional
        parameters: {grace_months: 2}     # optional, in the written unit
        rows:
          payment:
            - {person: 甲, fund: 农村低保, month: 202004, amount: 240}
        findings: ["甲|农村低保"]          # subjects that are findings
        amounts: {"甲|农村低保": 240}      # optional, yuan
        excluded: {"乙|农村低保": [household_remains]}   # subjects that are hits with these exclusions

Identifiers are labels: the harness turns each into a key. Money, mu and decimals are written in yuan, mu and units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from mingcha.engine.rules.catalog import IMPLICIT, Catalog
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.duck import connect
from mingcha.engine.rules.frontmatter import SAFE_LOADER
from mingcha.engine.rules.model import KEY_KINDS, Rule, ordered
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec

AS_OF = date(2020, 12, 31)
SCALES: Mapping[str, int] = {"money": 100, "mu": 10_000, "decimal": 10_000, "coord": 1_000_000}


@dataclass(frozen=True)
class CaseResult:
    """What a case said against what it should have said; equal when the case passes."""

    name: str
    expected: Mapping[str, Any]
    actual: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Whether the rule did what the case says."""
        return self.expected == self.actual


def cases_file(rule_file: Path) -> Path:
    """`<rule>.cases.yml` beside `<rule>.sql`."""
    return rule_file.with_suffix(".cases.yml")


def run_cases(rule: Rule, catalog: Catalog, path: Path) -> Iterator[CaseResult]:
    """Runs every case of a cases file on DuckDB."""
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)
    defaults = document.get("defaults") or {}
    connection = connect(threads=1)
    for case in document["cases"]:
        yield run_case(connection, rule, catalog, defaults, case)
    connection.close()


def run_case(
    connection: duckdb.DuckDBPyConnection, rule: Rule, catalog: Catalog, defaults: Mapping[str, Any], case: Any
) -> CaseResult:
    labels: dict[int, str] = {}
    as_of = case.get("as_of", AS_OF)
    required, optional = catalog.base_inputs(rule.inputs, rule.optional)
    rows = case.get("rows") or {}
    if unknown := set(rows) - required - optional:
        raise ValueError(f"{case['name']}: {rule.id} does not read {sorted(unknown)}")
    for number, name in enumerate(sorted(required | optional)):
        filled = [{**defaults.get(name, {}), **row} for row in rows.get(name, [])]
        _create(connection, catalog.datasets[name], filled, labels, number)
    overrides = {name: _override(rule.parameters[name].type, v) for name, v in (case.get("parameters") or {}).items()}
    for name in (n for n in catalog.tables if n in catalog.derived_inputs({**rule.inputs, **rule.optional})):
        sql = compile_sql(catalog.tables[name], catalog, as_of)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
    relation = connection.execute(compile_sql(rule, catalog, as_of, overrides))
    names = [d[0] for d in relation.description]
    return _compare(rule, case, [dict(zip(names, r, strict=True)) for r in relation.fetchall()], labels)


def _override(kind: str, value: Any) -> int | str:
    if kind == "list":
        return "\n".join(value)
    return value if kind == "text" else round(float(value) * SCALES.get(kind, 1))


def _create(
    connection: duckdb.DuckDBPyConnection,
    spec: DatasetSpec,
    rows: list[dict[str, Any]],
    labels: dict[int, str],
    number: int,
) -> None:
    catalog = Catalog({spec.dataset: spec}, {})
    columns = catalog.columns(spec.dataset) or {}
    body = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {spec.dataset} ({body})")
    for position, row in enumerate(rows):
        stored = {"_row": (number << 32) + position, **_stored_row(spec, row, labels)}
        names = ", ".join(f'"{name}"' for name in stored)
        marks = ", ".join("?" * len(stored))
        connection.execute(f"INSERT INTO {spec.dataset} ({names}) VALUES ({marks})", list(stored.values()))


def _stored_row(spec: DatasetSpec, row: Mapping[str, Any], labels: dict[int, str]) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    for name, value in row.items():
        if name in IMPLICIT:
            stored[name] = value
            continue
        column = spec.columns.get(name)
        if column is None:
            raise ValueError(f"{spec.dataset} has no column {name}")
        if column.type == "period":
            stored |= _period(name, str(value))
        else:
            stored[name] = None if value is None else _stored_value(column, value, labels)
    return stored


def _stored_value(column: ColumnSpec, value: Any, labels: dict[int, str]) -> Any:
    if column.type in KEY_KINDS:
        return key_of(str(value), labels)
    if column.type in SCALES:
        return round(float(value) * SCALES[column.type])
    if column.type == "area":
        return int(str(value).ljust(12, "0"))
    return str(value) if column.type in ("text", "name", "enum", "relation") else value


def key_of(label: str, labels: dict[int, str]) -> int:
    """A key for a label, remembered for the way back."""
    key = int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big", signed=True)
    labels[key] = label
    return key


def _period(name: str, label: str) -> dict[str, Any]:
    """`202003`, `2020Q1`, `2020`, `2020春`, `2020秋` with their first and last months."""
    year = int(label[:4])
    rest = label[4:]
    spans = {"": (1, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "春": (2, 7)}
    if rest == "秋":
        first, last = year * 100 + 9, (year + 1) * 100 + 1
    elif rest in spans:
        first, last = (year * 100 + m for m in spans[rest])
    else:
        first = last = int(label)
    return {name: label, f"{name}_from": first, f"{name}_to": last}


def _compare(rule: Rule, case: Any, rows: list[dict[str, Any]], labels: Mapping[int, str]) -> CaseResult:
    found: dict[str, list[str]] = {}
    amounts: dict[str, float | None] = {}
    for row in rows:
        subject = "|".join(ordered(rule, [_part(p.type, row[p.column], labels) for p in rule.subject]))
        if subject in found:
            raise ValueError(f"{rule.id}: {case['name']}: two rows for the subject {subject}")
        if not row["evidence"]:
            raise ValueError(f"{rule.id}: {case['name']}: no evidence for {subject}")
        found[subject] = sorted(x.name for x in rule.exclusions if row[x.column])
        amounts[subject] = None if row.get("amount") is None else row["amount"] / 100
    wanted_amounts = case.get("amounts") or {}
    expected = {
        "findings": sorted(case.get("findings") or []),
        "excluded": {k: sorted(v) for k, v in (case.get("excluded") or {}).items()},
        "amounts": {k: float(v) for k, v in wanted_amounts.items()},
    }
    actual = {
        "findings": sorted(s for s, x in found.items() if not x),
        "excluded": {s: x for s, x in found.items() if x},
        "amounts": {k: amounts.get(k) for k in wanted_amounts},
    }
    return CaseResult(case["name"], expected, actual)


def _part(kind: str, value: Any, labels: Mapping[int, str]) -> str:
    return labels[value] if kind in KEY_KINDS else str(value)
