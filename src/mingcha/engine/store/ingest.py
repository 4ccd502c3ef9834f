"""One file from disk to dataset versions: read, understand, normalise, seal. Runs in a limited child process."""

from __future__ import annotations

import errno
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise import normalise
from mingcha.engine.quality.model import ColumnQuality, RowCounts, SheetQuality
from mingcha.engine.reading import ROW, Limits, Origin, RawSheet, ReadFailure, read_file
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord, Version
from mingcha.engine.store.writer import VersionWriter
from mingcha.engine.understanding import Answers, Mapping, NotUnderstood, classify, understand
from mingcha.engine.understanding.body import RowClass
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel import codec
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message

#: Raised whenever reading, understanding or normalising changes its results: older versions are then made again.
CODE_VERSION = "7"
CLASS_FIELDS = {
    RowClass.TITLE: "titles",
    RowClass.HEADER: "headers",
    RowClass.REPEATED_HEADER: "headers",
    RowClass.TOTAL: "totals",
    RowClass.NOTE: "notes",
}
Progress = Callable[[int], None]
#: Told what the tables of each sheet were understood to be, before their rows are read.
Understood = Callable[[Sequence[Mapping | NotUnderstood]], None]
DISK_FULL = "store.disk_full"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Context:
    """What every file of a run is read with. Picklable: it travels to child processes."""

    root: Path
    secret: Secret
    specs: dict[str, DatasetSpec]
    answers: Answers | None = None
    limits: Limits = field(default_factory=Limits)

    def content_digest(self, path: Path) -> str:
        """SHA-256 of a file's bytes."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
        return digest.hexdigest()

    def record_digest(self, content: str, name: str) -> str:
        """Name of a file's record: content, name, and everything else the result depends on."""
        specs = hashlib.sha256("".join(s.digest() for s in self.specs.values()).encode()).hexdigest()
        answers = codec.dumps(self.answers) if self.answers else ""
        text = "\n".join((CODE_VERSION, content, name, specs, answers, self.secret.id))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def ingest(
    context: Context,
    path: Path,
    name: str,
    digest: str,
    progress: Progress | None = None,
    understood: Understood | None = None,
) -> FileRecord:
    """
    Reads the file at `path` into dataset versions and saves its record, which is returned.

    `progress` hears of rows as they are read, `understood` of what each sheet was taken for. Nothing that is wrong with
    the file is raised: failures and blocks that were not understood are in the record.
    Refused (`store.disk_full`) when the store has no room.
    """
    try:
        return _ingest(
            context, path, name, digest, progress or (lambda _rows: None), understood or (lambda _blocks: None)
        )
    except OSError as error:
        raise disk_full(context.root) if error.errno in NO_ROOM else error from None


def disk_full(root: Path) -> Refused:
    """The refusal for a store that has no room left."""
    return Refused(
        DISK_FULL,
        Message(
            f"存放封存数据的磁盘已满（{root.name}），运行已停止。请清理空间或用 --store 换到别处，再次运行会接着做。",
            f"The disk with the sealed data is full ({root.name}); the run stopped. Make room, or move the store with "
            "--store; running again goes on from here.",
        ),
    )


def _ingest(
    context: Context, path: Path, name: str, digest: str, progress: Progress, understood: Understood
) -> FileRecord:
    layout = Layout(context.root)
    outcome = _Outcome()
    for item in read_file(path, name=name, limits=context.limits):
        if isinstance(item, ReadFailure):
            outcome.failures.append(item)
            continue
        try:
            _ingest_sheet(context, layout, item, digest, outcome, progress, understood)
        except MingchaError as error:
            outcome.failures.append(ReadFailure(item.origin, error.code, error.message))
    record = FileRecord(
        digest,
        name,
        tuple(outcome.versions),
        tuple(outcome.not_understood),
        tuple(outcome.failures),
        tuple(outcome.sheets),
    )
    layout.save_record(record)
    return record


@dataclass
class _Outcome:
    versions: list[Version] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    sheets: list[SheetQuality] = field(default_factory=list)
    unclaimed: Counter[str] = field(default_factory=Counter)


def _ingest_sheet(
    context: Context,
    layout: Layout,
    sheet: RawSheet,
    digest: str,
    outcome: _Outcome,
    progress: Progress,
    understood: Understood,
) -> None:
    found = understand(sheet, context.specs, context.answers)
    understood(found)
    outcome.not_understood += [b for b in found if isinstance(b, NotUnderstood)]
    blocks = [_Block(context, layout, sheet, b, digest) for b in found if isinstance(b, Mapping)]
    seen = 0
    with ExitStack() as stack:
        for block in blocks:
            stack.enter_context(block.writer)
        for batch in sheet.batches():
            outside = np.ones(batch.num_rows, dtype=bool)
            for block in blocks:
                outside &= block.take(batch)
            (blocks[0].classes if blocks else outcome.unclaimed)["outside"] += int(outside.sum())
            seen += batch.num_rows
            progress(batch.num_rows)
    _close_sheet(sheet, blocks, seen, outcome)


def _close_sheet(sheet: RawSheet, blocks: list[_Block], seen: int, outcome: _Outcome) -> None:
    """Adds the sheet's versions to the outcome and asserts that no row got lost."""
    blanks = sheet.blank_rows[0] if sheet.blank_rows else 0
    if not blocks:
        counts = RowCounts(read=seen + blanks, outside=outcome.unclaimed.pop("outside", 0), blanks=blanks)
        outcome.sheets.append(SheetQuality(sheet.origin, "", counts, (), {}, {}, sheet.encoding, 0.0, sheet.notes))
    # Blank rows and rows outside every block are counted with the first block.
    versions = [block.version(blanks if position == 0 else 0) for position, block in enumerate(blocks)]
    accounted = sum(v.quality.counts.accounted for v in versions) if blocks else counts.accounted
    if accounted != seen + blanks:
        raise AssertionError(f"{origin_text(sheet.origin)}: {seen + blanks} rows read, {accounted} accounted for")
    outcome.versions += versions


class _Block:
    """One block of a sheet on its way into a version."""

    def __init__(self, context: Context, layout: Layout, sheet: RawSheet, mapping: Mapping, digest: str) -> None:
        identity = hashlib.sha256(f"{digest}\n{codec.dumps(mapping)}".encode()).digest()
        self.id = identity.hex()[:32]
        self.source = int.from_bytes(identity[:4], "big") >> 1
        self.sheet, self.mapping = sheet, mapping
        self.spec = context.specs[mapping.dataset]
        self.keys = Keys(context.secret)
        self.headers = _headers(sheet, mapping)
        self.writer = VersionWriter(layout, self.id, mapping, self.headers, self.spec, self.keys)
        self.classes: Counter[str] = Counter()

    def take(self, batch: Any) -> Any:
        """Normalises the block's data rows of a batch; returns which rows are not the block's (bool per row)."""
        kinds = np.asarray(classify(batch, self.mapping))
        for kind, name in CLASS_FIELDS.items():
            self.classes[name] += int((kinds == kind).sum())
        data = kinds == RowClass.DATA
        if data.any():
            body = batch if data.all() else batch.filter(pa.array(data))
            result = normalise(body, mapping=self.mapping, spec=self.spec, keys=self.keys, source=self.source)
            self.writer.add(body, result)
        return kinds == RowClass.OUTSIDE

    def version(self, blanks: int) -> Version:
        """The finished version, `blanks` blank rows counted with it."""
        places = {name: self.classes[name] for name in ("titles", "headers", "totals", "notes", "outside")}
        counts = RowCounts(
            normalised=self.writer.normalised, quarantined=self.writer.quarantined, blanks=blanks, **places
        )
        quality = _quality(self.sheet, self.mapping, replace(counts, read=counts.accounted), self.writer)
        return Version(
            self.id,
            self.source,
            self.mapping.dataset,
            self.mapping.origin,
            self.headers,
            self.mapping.first_row,
            quality,
            self.writer.problem_count,
        )


def _headers(sheet: RawSheet, mapping: Mapping) -> tuple[str, ...]:
    """Header texts by position, ignored columns included: the lowest non-empty cell of the header rows."""
    first = next(iter(sheet.batches()))
    chosen = first.filter(pc.is_in(first.column(ROW), pa.array(mapping.header_rows, pa.int64())))
    columns = (chosen.column(n).to_pylist() for n in chosen.schema.names if n != ROW)
    texts = [next((t for t in reversed(cells) if t.strip()), "") for cells in columns]
    for match in mapping.columns:
        texts[match.index] = match.header
    return tuple(texts)


def _quality(sheet: RawSheet, mapping: Mapping, counts: RowCounts, writer: VersionWriter) -> SheetQuality:
    rows = counts.normalised + counts.quarantined
    columns = tuple(
        ColumnQuality(
            m.column,
            m.header,
            rows,
            writer.filled[m.column],
            max(0, writer.filled[m.column] - writer.invalid[m.column]),
        )
        for m in mapping.columns
    )
    constants = tuple(f"{c.column}={c.value} ({c.where})" for c in mapping.constants)
    return SheetQuality(
        sheet.origin,
        mapping.dataset,
        counts,
        columns,
        dict(writer.reasons),
        dict(writer.by_county),
        sheet.encoding,
        mapping.confidence,
        sheet.notes + mapping.notes,
        constants,
    )


def origin_text(origin: Origin) -> str:
    """`file · sheet` for people."""
    return f"{origin.file} · {origin.sheet}" if origin.sheet else origin.file
