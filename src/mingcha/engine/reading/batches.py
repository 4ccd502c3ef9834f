"""From rows of text to record batches of one width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from mingcha.engine.reading.model import ROW

#: A numbered row: physical number from 1, cells.
Row = tuple[int, list[str]]


def schema(width: int) -> pa.Schema:
    """`row` int64, then `c0` … `c{width-1}` string."""
    return pa.schema([pa.field(ROW, pa.int64())] + [pa.field(f"c{i}", pa.string()) for i in range(width)])


def is_blank(cells: list[str]) -> bool:
    """Nothing but spaces (ideographic ones too) in every cell."""
    return not any(c and not c.isspace() for c in cells)


def pack(rows: Iterable[Row], width: int, batch_rows: int, blank_rows: list[int]) -> Iterator[pa.RecordBatch]:
    """
    Batches of at most `batch_rows` rows, `width` columns; short rows are filled with "".

    Blank rows are left out and counted; the count replaces the content of `blank_rows` when the stream ends.
    """
    blank, numbers = 0, []
    body: list[list[str]] = []
    for number, cells in rows:
        if is_blank(cells):
            blank += 1
            continue
        numbers.append(number)
        body.append(cells)
        if len(body) == batch_rows:
            yield to_batch(numbers, body, width)
            numbers, body = [], []
    if body:
        yield to_batch(numbers, body, width)
    blank_rows[:] = [blank]


def to_batch(numbers: list[int], body: list[list[str]], width: int) -> pa.RecordBatch:
    """One batch; cells beyond `width` are cut (the caller knows them to be empty or has said so)."""
    fit = [c if len(c) == width else (c + [""] * (width - len(c)))[:width] for c in body]
    columns = [pa.array(column, pa.string()) for column in zip(*fit, strict=True)]
    return pa.record_batch([pa.array(numbers, pa.int64()), *columns], schema=schema(width))
