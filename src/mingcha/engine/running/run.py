"""The main job: a folder of department files in, findings out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from mingcha.engine.quality.conflicts import Ask, conflicts, reach
from mingcha.engine.quality.judge import judge
from mingcha.engine.quality.model import QualityIssue, SheetQuality
from mingcha.engine.reading import Origin, list_files
from mingcha.engine.rules.duck import connect
from mingcha.engine.rules.library import Library
from mingcha.engine.rules.model import Rule
from mingcha.engine.running.executor import Executor, Overrides
from mingcha.engine.running.found import Findings
from mingcha.engine.running.intake import Source, read_sources
from mingcha.engine.running.model import RuleReport, RunSummary
from mingcha.engine.running.plan import choose, make_plan
from mingcha.engine.running.tables import Tables, datasets_of
from mingcha.engine.sealing.files import damage_in
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.store.ingest import NO_ROOM, Context, disk_full
from mingcha.engine.store.layout import Layout, spilling
from mingcha.engine.store.model import FileRecord
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

MEMORY_BYTES = 1_000_000_000


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
    plan_only: bool = False
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
    """The findings, the summary, and the file records behind them."""

    findings: Findings
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
        return list(pool.map(lambda file: _source(request.context, *file), files))


def _source(context: Context, path: Path, name: str) -> Source:
    """An unreadable file gets a digest of its own: reading it then says what is wrong."""
    try:
        content, size = context.content_digest(path), path.stat().st_size
    except OSError:
        content, size = f"unreadable {name}", 0
    return Source(path, name, content, context.record_digest(content, name), size)


def read_files(request: Request, watch: Watch) -> list[FileRecord]:
    """The record of every file in the folder, in the order of their names."""
    return _read(request, list_sources(request), watch)


def _read(request: Request, sources: list[Source], watch: Watch) -> list[FileRecord]:
    done: set[str] = set()

    def heard(name: str, rows: int | None) -> None:
        if rows is None:
            done.add(name)
        watch(Step("read", name, len(done), len(sources), rows or 0))

    Layout(request.context.root).make()
    records = read_sources(request.context, sources, heard, workers=request.workers)
    return [records[s.digest] for s in sources]


def match(request: Request, library: Library, watch: Watch = lambda _step: None) -> Result:
    """
    Reads, plans, runs, proves. Broken files and rules are in the summary; they never sink the rest.

    Refused when the folder is empty, a rule is unknown, the disk is full or the engine out of memory.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    choose(library, request.rules)
    sources = list_sources(request)
    result = match_records(request, library, _read(request, sources, watch), watch)
    summary = replace(
        result.summary,
        started_at=started,
        seconds=time.monotonic() - clock,
        issues=(*result.summary.issues, *_twins(sources)),
    )
    return replace(result, summary=summary)


def match_records(
    request: Request, library: Library, records: Sequence[FileRecord], watch: Watch = lambda _step: None
) -> Result:
    """
    Plans, runs, proves over files that were read before. Of the folder only the name is used: it says whose row counts
    are compared with those of the run before.

    Refused when a rule is unknown, the disk is full or the engine out of memory.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    layout = Layout(request.context.root)
    layout.make()
    rules = choose(library, request.rules)
    with spilling(layout) as spill, _refusing(layout):
        connection = connect(
            request.context.secret, threads=request.threads, memory_bytes=request.memory_bytes, scratch=spill
        )
        try:
            tables = Tables(connection, layout, datasets_of(records, request.context.specs))
            findings, summary = _match(request, library, rules, tables, records, watch)
        finally:
            connection.close()
    layout.sweep()  # again: a worker of a run killed just before this one may have been dying when it began
    summary = replace(
        summary,
        started_at=started,
        seconds=time.monotonic() - clock,
        not_understood=tuple(u for r in records for u in r.not_understood),
        failures=tuple(f for r in records for f in r.failures),
    )
    return Result(findings, summary, tuple(records))


def _match(
    request: Request, library: Library, rules: list[Rule], tables: Tables, records: Sequence[FileRecord], watch: Watch
) -> tuple[Findings, RunSummary]:
    """Findings and summary, times and files excepted."""
    datasets = tables.datasets
    for number, dataset in enumerate(datasets.values()):
        watch(Step("load", dataset.spec.title_zh, number, len(datasets)))
        tables.load(dataset.spec.dataset, dataset.spec)
    sheets = tuple(_sheets(records, tables.repeats))
    today = date.today()  # noqa: DTZ011 - a local date
    as_of = request.as_of or reach(_asker(tables), _specs(tables), today) or today
    issues = _judge(request, tables, sheets, as_of)
    plan = make_plan(rules, library.catalog, {n: d.columns for n, d in datasets.items()}, issues)
    reports = list(plan.reports)
    found: list[Findings] = []
    if request.plan_only:
        reports += [RuleReport(rule, "planned", untested=untested) for rule, untested in plan.runnable]
    else:
        keys = Keys(request.context.secret)
        executor = Executor(tables, library.catalog, keys, as_of, not request.unmasked, request.overrides)
        steps = 2 * len(plan.runnable)
        for report, findings in executor.run_all(
            plan.runnable, lambda rule, done: watch(Step("rule", rule.title.zh, done, steps))
        ):
            reports.append(report)
            found.append(findings)
    summary = RunSummary(
        as_of=as_of,
        started_at=datetime.now(UTC),
        seconds=0.0,
        folder=request.folder.name,
        unmasked=request.unmasked,
        purpose=request.purpose,
        sheets=sheets,
        not_understood=(),
        failures=(),
        issues=issues,
        rules=tuple(sorted(reports, key=_order)),
        demo=request.demo,
        broken=tuple(error.message for _, error in library.broken),
    )
    return Findings.together(found), summary


@contextmanager
def _refusing(layout: Layout) -> Iterator[None]:
    """The engine's own errors outside any rule, as sentences a person can act on."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Refused(
            "engine.memory",
            Message(
                f"内存上限不够：{error}。请用 --memory 提高上限（单位 MB）后重新运行。",
                f"The memory limit is too low: {error}. Raise it with --memory (MB) and run again.",
            ),
        ) from None
    except (duckdb.IOException, OSError) as error:
        if "space left" in str(error) or getattr(error, "errno", None) in NO_ROOM:
            raise disk_full(layout.root) from None
        raise
    except duckdb.Error as error:
        raise damage_in(str(error)) or error from None


def _twins(sources: list[Source]) -> list[QualityIssue]:
    """Files with the same content under two names: rows count once, but a name may have said another month."""
    first: dict[str, Source] = {}
    issues = []
    for source in sources:
        other = first.setdefault(source.content, source)
        if other is not source:
            message = Message(
                f"文件“{source.name}”与“{other.name}”内容完全相同，重复行只计一次。若文件名所示月份不同，请核实是否误交。",
                f"“{source.name}” has the same content as “{other.name}”; repeated rows count once. If the names say "
                "different months, ask whether the wrong file was handed in.",
            )
            issues.append(QualityIssue(124, "", Origin(source.name), message, 1))
    return issues


def _specs(tables: Tables) -> dict[str, DatasetSpec]:
    return {name: dataset.spec for name, dataset in tables.datasets.items()}


def _asker(tables: Tables) -> Ask:
    return lambda sql: tables.connection.execute(sql).fetchall()


def _judge(request: Request, tables: Tables, sheets: tuple[SheetQuality, ...], as_of: date) -> tuple[QualityIssue, ...]:
    """Quality rules 120 to 125; remembers the row counts for the next run."""
    specs, layout = _specs(tables), tables.layout
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
