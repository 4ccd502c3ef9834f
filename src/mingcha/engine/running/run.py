"""The main job: a folder of department files in, findings out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from mingcha.engine.quality.conflicts import Ask, conflicts, reach
from mingcha.engine.quality.judge import judge
from mingcha.engine.quality.model import QualityIssue, SheetQuality
from mingcha.engine.reading import list_files
from mingcha.engine.rules.duck import connect
from mingcha.engine.rules.library import Library
from mingcha.engine.running.executor import Executor, Overrides
from mingcha.engine.running.intake import Source, read_sources
from mingcha.engine.running.model import FINDINGS_SCHEMA, RuleReport, RunSummary
from mingcha.engine.running.plan import choose, make_plan
from mingcha.engine.running.tables import Tables, datasets_of
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

MEMORY_BYTES = 1_500_000_000


@dataclass(frozen=True)
class Request:
    """What to run: `folder` of files, `context` to read them with, date, rules, parameters, purpose when unmasked."""

    folder: Path
    context: Context
    as_of: date | None = None  # None: the end of the month up to which the data reach
    rules: tuple[str, ...] = ()
    overrides: Overrides = field(default_factory=dict)
    unmasked: bool = False
    purpose: str = ""
    threads: int = 2
    memory_bytes: int = MEMORY_BYTES
    workers: int = 2
    demo: bool = False


@dataclass(frozen=True)
class Step:
    """Progress: what is being done (`read`, `rule`), on what, how far of how many; rows so far while reading."""

    stage: str
    name: str
    done: int
    total: int
    rows: int = 0


Watch = Callable[[Step], None]


@dataclass(frozen=True)
class Result:
    """Findings (FINDINGS_SCHEMA), the summary, and the file records behind them."""

    findings: Any
    summary: RunSummary
    records: tuple[FileRecord, ...]


def list_sources(request: Request) -> list[Source]:
    """The files of the folder. Refused when there are none."""
    files = list_files(request.folder)
    if not files:
        raise Refused(
            "run.empty",
            Message(
                f"文件夹“{request.folder.name}”里没有文件。请放入部门提供的 Excel、CSV 或压缩包后再运行。",
                f"There are no files in “{request.folder.name}”. Put the departments' Excel, CSV or zip files there.",
            ),
        )
    with ThreadPoolExecutor(request.threads) as pool:  # hashing leaves the interpreter lock
        digests = list(pool.map(lambda file: request.context.file_digest(*file), files))
    return [Source(p, n, digest, p.stat().st_size) for (p, n), digest in zip(files, digests, strict=True)]


def read_files(request: Request, watch: Watch) -> list[FileRecord]:
    """The record of every file in the folder, in the order of their names."""
    sources = list_sources(request)
    done: set[str] = set()

    def heard(name: str, rows: int | None) -> None:
        if rows is None:
            done.add(name)
        watch(Step("read", name, len(done), len(sources), rows or 0))

    records = read_sources(request.context, sources, heard, workers=request.workers)
    return [records[s.digest] for s in sources]


def match(request: Request, library: Library, watch: Watch = lambda _step: None) -> Result:
    """Reads, plans, runs, proves. Broken files and rules are in the summary; they never sink the rest."""
    started, clock = datetime.now(UTC), time.monotonic()
    layout = Layout(request.context.root)
    layout.make()
    rules = choose(library, request.rules)
    records = read_files(request, watch)
    datasets = datasets_of(records, request.context.specs)
    connection = connect(
        request.context.secret, threads=request.threads, memory_bytes=request.memory_bytes, scratch=layout.scratch
    )
    tables = Tables(connection, layout, datasets)
    for dataset in datasets.values():
        watch(Step("load", dataset.spec.title_zh, len(tables.repeats), len(datasets)))
        tables.load(dataset.spec.dataset, dataset.spec)
    sheets = tuple(_sheets(records, tables.repeats))
    ask = _asker(tables)
    as_of = request.as_of or reach(ask, _specs(tables), date.today()) or date.today()  # noqa: DTZ011 - a local date
    issues = _judge(request, layout, tables, sheets, as_of)
    plan = make_plan(rules, library.catalog, {n: d.columns for n, d in datasets.items()}, issues)
    keys = Keys(request.context.secret)
    executor = Executor(tables, library.catalog, keys, as_of, not request.unmasked, request.overrides)
    reports, found = list(plan.reports), [FINDINGS_SCHEMA.empty_table()]
    steps = 2 * len(plan.runnable)
    for report, table in executor.run_all(
        plan.runnable, lambda rule, done: watch(Step("rule", rule.title.zh, done, steps))
    ):
        reports.append(report)
        found.append(table)
    summary = RunSummary(
        as_of=as_of,
        started_at=started,
        seconds=time.monotonic() - clock,
        folder=request.folder.name,
        unmasked=request.unmasked,
        purpose=request.purpose,
        sheets=sheets,
        not_understood=tuple(u for r in records for u in r.not_understood),
        failures=tuple(f for r in records for f in r.failures),
        issues=issues,
        rules=tuple(sorted(reports, key=_order)),
        demo=request.demo,
    )
    connection.close()
    return Result(pa.concat_tables(found), summary, tuple(records))


def _specs(tables: Tables) -> dict[str, DatasetSpec]:
    return {name: dataset.spec for name, dataset in tables.datasets.items()}


def _asker(tables: Tables) -> Ask:
    return lambda sql: tables.connection.execute(sql).fetchall()


def _judge(
    request: Request, layout: Layout, tables: Tables, sheets: tuple[SheetQuality, ...], as_of: date
) -> tuple[QualityIssue, ...]:
    """Quality rules 120 to 125; remembers the row counts for the next run."""
    specs = _specs(tables)
    found = judge(sheets, specs, layout.load_counts(request.folder.name))
    found += conflicts(_asker(tables), specs, as_of)
    layout.save_counts(request.folder.name, {name: dataset.rows for name, dataset in tables.datasets.items()})
    return tuple(sorted(found, key=lambda i: (i.catalogue, i.dataset)))


def _order(report: RuleReport) -> tuple[int, str]:
    return report.rule.catalogue, report.rule.id


def _sheets(records: Iterable[FileRecord], repeats: dict[int, int]) -> Iterable[SheetQuality]:
    """Sheet reports with the repeats found across files moved out of the normalised rows."""
    for record in records:
        yield from record.sheets
        for version in record.versions:
            count = repeats.get(version.source, 0)
            counts = version.quality.counts
            yield replace(version.quality, counts=replace(counts, normalised=counts.normalised - count, repeats=count))
