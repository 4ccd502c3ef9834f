"""What the pages show of a file, from the engine's record of it. Counts, headers and sentences; no person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from mingcha.datasets import engine, queries
from mingcha.datasets.child import load_blocks
from mingcha.datasets.columns import Table, tables
from mingcha.datasets.drift import limits, measures
from mingcha.datasets.models import Upload
from mingcha.datasets.reading import mapping_path
from mingcha.datasets.report import report_of
from mingcha.datasets.returned import reason_sentence
from mingcha.engine.quality.model import SheetQuality
from mingcha.engine.results.report_quality import sheet_lines, whole, worst
from mingcha.engine.running.drift import Drift
from mingcha.engine.store.model import FileRecord, Version
from mingcha.engine.understanding import DatasetSpec
from mingcha.kernel.messages import Message

#: Tables of one file that are asked about on one page.
MOST_TABLES = 60


@dataclass(frozen=True)
class Choice:
    """A column of a dataset as it stands in a list of choices."""

    name: str
    title: Message
    required: bool


@dataclass(frozen=True)
class TableForm:
    """One table on the mapping screen, with the columns to choose from and the values that a person may state."""

    table: Table
    choices: tuple[Choice, ...]
    constants: tuple[tuple[Choice, str], ...]


@dataclass(frozen=True)
class DriftLine:
    """One measure of one dataset beside its limit."""

    drift: Drift
    measure: str
    value: int
    limit: int

    @property
    def over(self) -> bool:
        """Whether a person must say why."""
        return self.value > self.limit


def quality(upload: Upload) -> dict[str, Any]:
    """Sheets line by line, the whole, failures, and the drift beside its limits; empty before the file was read."""
    record = _record(upload)
    if record is None:
        return {"sheets": [], "counts": None, "failures": (), "drift": []}
    report = report_of(upload)
    sheets = _sheets(record, report.repeats)
    titles = {name: Message(spec.title_zh, spec.title_en) for name, spec in engine.specs().items()}
    allowed = limits(upload.state_at.date())
    drift = [
        DriftLine(found, name, value, allowed[name])
        for found in report.drift
        for name, value in measures(found).items()
    ]
    lines = worst(sheet_lines(sheets, titles, reason_sentence))
    return {"sheets": lines, "counts": whole(sheets), "failures": record.failures, "drift": drift}


def columns(upload: Upload) -> list[TableForm]:
    """The mapping screen; empty before the file was read."""
    path = mapping_path(upload.record_digest)
    if not upload.record_digest or not path.exists():
        return []
    return [_table_form(table) for table in tables(load_blocks(path, settings.SECRET))[:MOST_TABLES]]


def lineage(upload: Upload) -> dict[str, Any]:
    """The record of a file and its versions, each with the number by which rows name it."""
    record = _record(upload)
    versions: tuple[Version, ...] = record.versions if record else ()
    return {"record": record, "versions": versions}


def _record(upload: Upload) -> FileRecord | None:
    has_one = upload.record_digest and upload.state not in ("dropped", "uploaded", "reading")
    return queries.record_of(upload) if has_one else None


def _sheets(record: FileRecord, repeats: Any) -> list[SheetQuality]:
    """Sheet reports with repeated rows moved out of the usable ones, as a run counts them."""
    found = list(record.sheets)
    for version in record.versions:
        count, counts = repeats.get(str(version.source), 0), version.quality.counts
        told = replace(counts, normalised=counts.normalised - count, repeats=count)
        found.append(replace(version.quality, counts=told))
    return found


def _table_form(table: Table) -> TableForm:
    spec = engine.specs().get(table.dataset)
    if spec is None:
        return TableForm(table, (), ())
    said = dict(table.constants)
    own = {line.column for line in table.lines}
    stated = [c for c in _choices(spec) if spec.columns[c.name].elsewhere and c.name not in own]
    return TableForm(table, _choices(spec), tuple((c, said.get(c.name, "")) for c in stated))


def _choices(spec: DatasetSpec) -> tuple[Choice, ...]:
    return tuple(Choice(c.name, Message(c.title_zh, c.title_en), c.required) for c in spec.columns.values())
