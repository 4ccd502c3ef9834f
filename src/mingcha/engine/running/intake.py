"""Reads all files of a run in limited child processes; a file that kills its child is set aside, the rest go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mingcha.engine.reading import Origin, ReadFailure
from mingcha.engine.reading.guardedchild import Guard
from mingcha.engine.reading.guardedpool import GuardedPool
from mingcha.engine.store.ingest import DISK_FULL, Context, ingest
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.errors import MingchaError

GUARD = Guard()


@dataclass(frozen=True)
class Source:
    """One file of a run: path, name for people, digests of its content and of content and circumstances, bytes."""

    path: Path
    name: str
    content: str
    digest: str
    size: int


#: Called with the name of a file and rows read so far; with rows None when the file is done.
Heard = Callable[[str, int | None], None]


def read_sources(
    context: Context, sources: Sequence[Source], heard: Heard, *, workers: int = 2, guard: Guard = GUARD
) -> dict[str, FileRecord]:
    """
    Records by digest. Files seen before are not read again. `workers` 0 reads in this process: for libraries and
    tests that trust their files.
    """
    layout = Layout(context.root)
    records: dict[str, FileRecord] = {}
    waiting: dict[str, Source] = {}
    for source in sources:
        record = layout.load_record(source.digest)
        if record is None:
            waiting[source.digest] = source
        else:
            records[source.digest] = record
            heard(source.name, None)
    # The largest first: a big file started last would keep one worker busy alone.
    ordered = sorted(waiting.values(), key=lambda s: s.size, reverse=True)
    if workers == 0:
        return records | {s.digest: _read_here(context, s, heard) for s in ordered}
    with GuardedPool(workers) as pool:
        futures = {
            s.digest: pool.submit(
                ingest_source, context, s, subject=s.name, guard=guard, on_report=partial(heard, s.name)
            )
            for s in ordered
        }
        for digest, future in futures.items():
            source = waiting[digest]
            try:
                future.result()
                records[digest] = layout.load_record(digest) or _lost(source)
            except MingchaError as error:
                if error.code == DISK_FULL:
                    raise
                failure = ReadFailure(Origin(source.name), error.code, error.message)
                records[digest] = FileRecord(digest, source.name, (), (), (failure,), ())
            heard(source.name, None)
    return records


def ingest_source(context: Context, source: Source, report: Callable[[Any], None]) -> None:
    """Runs in the child. The record stays on disk: big answers belong in files, not in pipes."""
    rows = 0

    def progress(count: int) -> None:
        nonlocal rows
        rows += count
        report(rows)

    ingest(context, source.path, source.name, source.digest, progress)


def _read_here(context: Context, source: Source, heard: Heard) -> FileRecord:
    record = ingest(context, source.path, source.name, source.digest)
    heard(source.name, None)
    return record


def _lost(source: Source) -> FileRecord:
    raise RuntimeError(f"{source.name}: read without leaving a record")
