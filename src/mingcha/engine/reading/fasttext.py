"""
The fast path for big clean texts: Arrow's csv parser in blocks, about 400 MB a second.

A dry run decides before the first batch is handed on whether the file is clean enough. The few rows that do not have
the common number of fields (titles, footers) are remembered with their numbers and put back in their places, so that
both paths yield the same rows. Anything else odd goes to the general path from the start.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from mingcha.engine.reading.batches import schema, to_batch
from mingcha.engine.reading.delimiter import SAMPLE_LINES
from mingcha.engine.reading.encoding import Census, Encoding, text_lines
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.records import is_open
from mingcha.engine.reading.source import Source
from mingcha.engine.reading.transcoding import Transcoded

#: Memory follows the block: Arrow reads some blocks ahead.
BLOCK = 1 << 20

#: More ragged rows than this and the file is not clean.
MOST_RAGGED = 1_000

_SPACES = "".join(c for c in map(chr, range(0x3001)) if c.isspace())


@dataclass(frozen=True)
class FastLayout:
    """How Arrow reads the text. `ragged`: rows whose field count is not `fields`, by number from 1."""

    encoding: Encoding
    delimiter: str
    quoted: bool
    fields: int
    width: int
    ragged: dict[int, list[str]]


def plan_fast(source: Source, census: Census, delimiter: str, limits: Limits) -> FastLayout | None:
    """The layout when the whole file is clean, else None: then the general path reads it."""
    if source.size < limits.fast_text_from or census.encoding not in ("utf-8", "gb18030"):
        return None
    if census.lone_returns or census.quotes % 2 or is_open(census.last_line(), delimiter):
        return None
    fields = _common_fields(source, census.encoding, delimiter)
    if not 1 <= fields <= limits.columns:
        return None
    draft = FastLayout(census.encoding, delimiter, census.quotes > 0, fields, fields, {})
    ragged = _dry_run(source, draft, census)
    if ragged is None:
        return None
    width = max([fields, *map(len, ragged.values())])
    return (
        FastLayout(census.encoding, delimiter, draft.quoted, fields, width, ragged) if width <= limits.columns else None
    )


def _common_fields(source: Source, encoding: Encoding, delimiter: str) -> int:
    sample = islice(text_lines(source, encoding), SAMPLE_LINES)
    try:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
    except csv.Error:
        return 0
    return max(counts.items(), key=lambda item: (item[1], item[0]))[0] if counts else 0


def _dry_run(source: Source, layout: FastLayout, census: Census) -> dict[int, list[str]] | None:
    """Ragged rows of the file, or None when it is not clean. Converts one column only."""
    ragged: dict[int, list[str]] = {}

    def on_ragged(row: Any) -> str:
        if len(ragged) >= MOST_RAGGED:
            return "error"
        ragged[row.number] = _split(row.text, layout.delimiter)
        return "skip"

    even = 0
    try:
        with _reader(source, layout, on_ragged, ["c0"]) as reader:
            for batch in reader:
                even += batch.num_rows
    except pa.ArrowInvalid:
        return None
    # A line break inside quotes makes fewer records than lines; the general path then judges whether a quote is open.
    records, lines = even + len(ragged), census.newlines + (not census.ends_with_newline)
    return ragged if records == lines and even else None


def _split(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


@contextmanager
def _reader(source: Source, layout: FastLayout, on_ragged: Any, columns: list[str]) -> Iterator[Any]:
    """Arrow's streaming reader. Serial, because only then ragged rows come with their numbers."""
    names = [f"c{i}" for i in range(layout.fields)]
    stream = source.open() if layout.encoding == "utf-8" else Transcoded(source, layout.encoding)
    with (
        stream,
        arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if layout.quoted else False,
                newlines_in_values=layout.quoted,
                ignore_empty_lines=False,
                invalid_row_handler=on_ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False,  # the census has checked it
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=columns,
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        ) as reader,
    ):
        yield reader


def fast_batches(source: Source, layout: FastLayout, limits: Limits, blank: list[int]) -> Iterator[pa.RecordBatch]:
    """Stream the text through Arrow; the same rows as the general path."""
    ragged = np.array(sorted(layout.ragged), np.int64)
    row, dropped, placed = 1, 0, 0
    with _reader(source, layout, lambda _: "skip", [f"c{i}" for i in range(layout.fields)]) as reader:
        for chunk in _gather(reader, limits.batch_rows):
            numbers, row = _numbers(row, chunk.num_rows, ragged)
            upto = int(np.searchsorted(ragged, row))
            whole = _put_back(_widen(chunk, numbers, layout.width), layout, ragged[placed:upto])
            placed = upto
            kept = drop_blank(whole)
            dropped += whole.num_rows - kept.num_rows
            if kept.num_rows:
                yield kept
    if placed < len(ragged):  # footers after the last even row
        rest = _ragged_batch(layout, ragged[placed:])
        kept = drop_blank(rest)
        dropped += rest.num_rows - kept.num_rows
        if kept.num_rows:
            yield kept
    blank[:] = [dropped]


def _gather(reader: Any, rows: int) -> Iterator[pa.RecordBatch]:
    """Join Arrow's small batches to batches of about `rows` rows."""
    held: list[pa.RecordBatch] = []
    for batch in reader:
        held.append(batch)
        if sum(b.num_rows for b in held) >= rows:
            yield pa.concat_batches(held)
            held = []
    if held:
        yield pa.concat_batches(held)


def _numbers(first: int, count: int, ragged: Any) -> tuple[Any, int]:
    """Physical numbers of the next `count` even rows, which start at `first` or after the ragged rows there."""
    low = int(np.searchsorted(ragged, first))
    numbers = np.arange(first, first + count, dtype=np.int64)
    # Every ragged row pushes the even rows after it down by one; the k-th stands after ragged[k] - k even rows.
    before = ragged[low:] - np.arange(len(ragged) - low)
    numbers += np.searchsorted(before, numbers, side="right")
    return numbers, int(numbers[-1]) + 1 if count else first


def _widen(chunk: pa.RecordBatch, numbers: Any, width: int) -> pa.RecordBatch:
    filler = [pa.array([""] * chunk.num_rows, pa.string())] * (width - chunk.num_columns)
    return pa.record_batch([pa.array(numbers, pa.int64()), *chunk.columns, *filler], schema=schema(width))


def _ragged_batch(layout: FastLayout, numbers: Any) -> pa.RecordBatch:
    rows = [int(n) for n in numbers]
    return to_batch(rows, [layout.ragged[n] for n in rows], layout.width)


def _put_back(chunk: pa.RecordBatch, layout: FastLayout, numbers: Any) -> pa.RecordBatch:
    if not len(numbers):
        return chunk
    whole = pa.concat_batches([chunk, _ragged_batch(layout, numbers)])
    return whole.take(pc.sort_indices(whole.column(0)))


def drop_blank(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Without the rows that hold nothing but spaces. Looks at further columns only for rows blank so far."""
    blank = None
    for column in batch.columns[1:]:
        part = column if blank is None else column.take(blank)
        empty = pc.equal(pc.binary_length(pc.utf8_trim(part, _SPACES)), 0)
        places = pc.indices_nonzero(empty)
        blank = places if blank is None else blank.take(places)
        if not len(blank):
            return batch
    keep = np.ones(batch.num_rows, bool)
    keep[np.asarray(blank)] = False
    return batch.filter(pa.array(keep))
