"""What one file is worth, and how it differs from the one before it; for a file that comes alone and not in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingcha.engine.quality.conflicts import conflicts
from mingcha.engine.quality.judge import judge
from mingcha.engine.quality.model import QualityIssue, SheetQuality
from mingcha.engine.rules.duck import connect
from mingcha.engine.running.drift import Drift, compare
from mingcha.engine.running.run import MEMORY_BYTES
from mingcha.engine.running.tables import Tables, datasets_of
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout, spilling
from mingcha.engine.store.model import FileRecord


@dataclass(frozen=True)
class Examination:
    """Quality rules 120 to 125 over one file, its repeated rows by version source, and its drift by dataset."""

    issues: tuple[QualityIssue, ...]
    repeats: Mapping[int, int]
    drift: tuple[Drift, ...]


def examine(context: Context, record: FileRecord, before: Mapping[str, FileRecord], on: date) -> Examination:
    """Looks at the versions of `record`; `before` holds, by dataset, the record it is to be compared with."""
    layout = Layout(context.root)
    with spilling(layout) as spill:
        connection = connect(context.secret, memory_bytes=MEMORY_BYTES, scratch=spill)
        try:
            tables = Tables(connection, layout, datasets_of([record], context.specs))
            for name, dataset in tables.datasets.items():
                tables.load(name, dataset.spec)
            drift = _drift(context, tables, before)
            issues = _issues(tables, record, drift, on)
        finally:
            connection.close()
    return Examination(issues, tables.repeats, drift)


def _drift(context: Context, tables: Tables, before: Mapping[str, FileRecord]) -> tuple[Drift, ...]:
    found = []
    for name, dataset in tables.datasets.items():
        earlier = datasets_of([before[name]], context.specs).get(name) if name in before else None
        if earlier is not None:
            found.append(compare(tables, dataset, earlier))
    return tuple(found)


def _issues(tables: Tables, record: FileRecord, drift: tuple[Drift, ...], on: date) -> tuple[QualityIssue, ...]:
    specs = {name: dataset.spec for name, dataset in tables.datasets.items()}
    sheets: list[SheetQuality] = [*record.sheets, *(version.quality for version in record.versions)]
    found = judge(sheets, specs, {d.dataset: d.rows_before for d in drift})
    found += conflicts(lambda sql: tables.connection.execute(sql).fetchall(), specs, on)
    return tuple(sorted(found, key=lambda issue: (issue.catalogue, issue.dataset)))
