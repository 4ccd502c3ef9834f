"""Reading one sealed file inside a limited child process. No database: a child knows only what its job says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mingcha.datasets.opening import opened
from mingcha.engine.running.examine import Examination, examine
from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.ingest import Context, ingest
from mingcha.engine.store.layout import Layout, replacing
from mingcha.engine.store.model import FileRecord
from mingcha.engine.understanding import Mapping as SheetMapping
from mingcha.engine.understanding import NotUnderstood
from mingcha.kernel import codec

#: Seconds between two reports of a child.
_PAUSE = 1.0
#: Bytes by which the length of a text's lines is judged.
_SAMPLE = 1 << 20


@dataclass(frozen=True)
class Job:
    """One file to be read: where it lies sealed, its name, names of what it leaves, what it is compared with."""

    context: Context
    sealed: Path
    name: str
    digest: str
    mapping: Path
    before: Mapping[str, FileRecord]
    on: date


@dataclass(frozen=True)
class Blocks:
    """What the tables of a file were understood to be, in two lists."""

    mapped: tuple[SheetMapping, ...] = ()
    unclear: tuple[NotUnderstood, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the child answers; the record itself lies in the store."""

    blocks: Blocks
    examination: Examination


#: (stage, name, figures) as `progress.Beat` takes them.
Report = Callable[[tuple[str, str, dict[str, int]]], None]


def read_sealed(job: Job, report: Report) -> None:
    """Opens and reads a file; record and versions are left in the store. What was read before is not read again."""
    with _beating(report, job.name) as state:
        if Layout(job.context.root).load_record(job.digest) is None or not job.mapping.exists():
            _read(job, Layout(job.context.root), state)


def examine_read(job: Job, report: Report) -> str:
    """
    Examines a file that was read; returns an Outcome as JSON.

    A child of its own: what reading has used is not given back to the system, and the limit counts it.
    """
    with _beating(report, job.name) as state:
        record = Layout(job.context.root).load_record(job.digest)
        if record is None:
            raise RuntimeError("read without leaving a record")
        rows = sum(
            version.quality.counts.normalised + version.quality.counts.quarantined for version in record.versions
        )
        state.update(stage="examine", done=2, rows=rows, expected=rows)
        examination = examine(job.context, record, job.before, job.on)
    return codec.dumps(Outcome(load_blocks(job.mapping, job.context.secret), examination))


def _read(job: Job, layout: Layout, state: dict[str, Any]) -> None:
    found: list[SheetMapping | NotUnderstood] = []

    def progress(rows: int) -> None:
        state["rows"] += rows

    state.update(stage="open", done=0)
    with opened(job.sealed, job.context.secret, layout.scratch) as path:
        state.update(stage="read", done=1, expected=rows_expected(path))
        ingest(job.context, path, job.name, job.digest, progress, found.extend)
    blocks = Blocks(
        tuple(b for b in found if isinstance(b, SheetMapping)), tuple(b for b in found if isinstance(b, NotUnderstood))
    )
    with replacing(job.mapping) as temporary, SealedWriter(temporary, job.context.secret) as file:
        file.write(codec.dumps(blocks).encode())


def load_blocks(path: Path, secret: Secret) -> Blocks:
    """What the tables of a file were understood to be, from its sealed note."""
    with SealedReader(path, secret) as file:
        return codec.loads(Blocks, file.read().decode())


def rows_expected(path: Path) -> int:
    """Rows of a text file, judged by its first lines; 0 for workbooks and archives, where nobody can tell."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    lines = sample.count(b"\n")
    if b"\0" in sample or not lines:
        return 0
    return round(path.stat().st_size * lines / len(sample))


@contextmanager
def _beating(report: Report, name: str) -> Iterator[dict[str, Any]]:
    """
    Reports once a second from a thread of its own how the yielded figures stand, also while a parser is silent.

    The pipe has one writer at a time: the thread has ended before the child answers.
    """
    state: dict[str, Any] = {"stage": "open", "done": 0, "rows": 0, "expected": 0}
    over = threading.Event()

    def tell() -> None:
        while not over.wait(_PAUSE):
            figures = {"done": state["done"], "total": 3, "rows": state["rows"], "expected": state["expected"]}
            report((state["stage"], name, figures))

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        over.set()
        thread.join()
