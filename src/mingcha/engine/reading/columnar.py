"""Parquet as a sheet of text; its column names are row 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingcha.engine.reading.batches import schema, to_batch
from mingcha.engine.reading.cells import render
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.model import Origin, RawSheet
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.source import Source
from mingcha.kernel.messages import Message


def read_parquet(source: Source, origin: Origin, limits: Limits, notes: tuple[Message, ...] = ()) -> RawSheet:
    """The table as one sheet. Refused when broken, empty or too wide."""
    with _opened(source) as table:
        names = table.schema_arrow.names
    if not names:
        raise refused("file.empty", source.label)
    if len(names) > limits.columns:
        raise refused("sheet.too_wide", source.label, count=len(names), limit=limits.columns)
    blank: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        yield to_batch([1], [list(names)], len(names))
        row = 2
        with _opened(source) as table:
            for batch in table.iter_batches(limits.batch_rows):
                numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
                row += batch.num_rows
                yield pa.record_batch([numbers, *map(as_text, batch.columns)], schema=schema(len(names)))
        blank[:] = [0]

    return RawSheet(origin, batches, notes=notes, blank_rows=blank)


@contextmanager
def _opened(source: Source) -> Iterator[pq.ParquetFile]:
    try:
        with source.seekable() as stream, pq.ParquetFile(stream) as table:
            yield table
    except (pa.ArrowInvalid, OSError):
        raise refused("parquet.broken", source.label) from None


def as_text(column: pa.Array) -> pa.Array:
    """Cells as a workbook would show them; nulls are ""."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return pc.fill_null(column.cast(pa.string()), "")
    if pa.types.is_decimal(kind):
        return pa.array(["" if v is None else f"{v:f}" for v in column.to_pylist()], pa.string())
    return pa.array([render(v) for v in column.to_pylist()], pa.string())
