"""
Sorts the rows of a body into data, titles, headers, repeated headers, totals, notes.

Ten million rows pass cheaply: a row whose identifier cell holds enough digits and that fills more than two cells
is data at once, decided on the bytes of the batch. Only the few others are looked at cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mingcha.engine.reading.model import ROW
from mingcha.engine.understanding.model import ColumnMatch, Mapping
from mingcha.engine.understanding.rowkinds import is_lone, is_note, is_signature, is_total
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.engine.understanding.wording import fold


class RowClass(IntEnum):
    """What a row is. OUTSIDE rows belong to another block of the sheet."""

    DATA = 0
    TITLE = 1
    HEADER = 2
    REPEATED_HEADER = 3
    TOTAL = 4
    NOTE = 5
    OUTSIDE = 6


#: Types by which a row is known to be data, most telling first; numbers are not among them, totals hold numbers.
ANCHORS = ("person_id", "party_id", "uscc", "plate", "account", "ref", "area", "datetime", "date", "coord", "phone")
#: Digits that prove an identifier; titles spread over merged cells hold a year and a month.
_DIGITS = {"person_id": 10, "party_id": 8, "uscc": 8, "plate": 2, "account": 9, "ref": 8, "phone": 7, "coord": 3}

Bools = npt.NDArray[np.bool_]


def classify(batch: pa.RecordBatch, mapping: Mapping) -> pa.Array:
    """One class (uint8, `RowClass`) per row of `batch`, for the block that `mapping` describes."""
    rows = batch.column(batch.schema.get_field_index(ROW)).to_numpy()
    classes = np.full(len(rows), RowClass.DATA, dtype=np.uint8)
    inside = rows >= mapping.first_row
    if mapping.last_row is not None:
        inside &= rows <= mapping.last_row
    if not inside.all():
        _mark_outside(classes, rows, inside, mapping)
    suspects = np.flatnonzero(inside & _doubtful(batch, mapping))
    if len(suspects):
        _look_closely(batch, suspects, classes, mapping)
    return pa.array(classes)


def _mark_outside(classes: npt.NDArray[np.uint8], rows: npt.NDArray[np.int64], inside: Bools, mapping: Mapping) -> None:
    classes[~inside] = RowClass.OUTSIDE
    classes[np.isin(rows, mapping.title_rows) & ~inside] = RowClass.TITLE
    classes[np.isin(rows, mapping.header_rows) & ~inside] = RowClass.HEADER


def _doubtful(batch: pa.RecordBatch, mapping: Mapping) -> Bools:
    """Rows without an identifier, or with no more than two filled cells in a table of more columns."""
    doubtful = np.ones(batch.num_rows, dtype=np.bool_)
    for index, digits in mapping.anchors:
        if index < batch.num_columns - 1:
            column = _cell(batch, index)
            doubtful &= ~_begins_with_digits(column, digits)
            rest = np.flatnonzero(doubtful)
            doubtful[rest] = _digits(column.take(pa.array(rest))) < digits
    if batch.num_columns > 4:
        doubtful |= _filled(batch) <= 2
    return doubtful


def find_anchors(columns: Iterable[ColumnMatch], spec: DatasetSpec) -> tuple[tuple[int, int], ...]:
    """Columns whose digits prove a row to be data, with how many digits that takes; at most two, of one type."""
    by_type: dict[str, list[int]] = {}
    for match in columns:
        by_type.setdefault(spec.columns[match.column].type, []).append(match.index)
    kind = next((kind for kind in ANCHORS if kind in by_type), None)
    return tuple((index, _DIGITS.get(kind, 6)) for index in by_type[kind][:2]) if kind else ()


def _cell(batch: pa.RecordBatch, index: int) -> pa.Array:
    return batch.column(batch.schema.get_field_index(f"c{index}"))


def _offsets(column: pa.Array) -> npt.NDArray[np.int64]:
    buffers = column.buffers()
    wide = np.int64 if pa.types.is_large_string(column.type) else np.int32
    found = np.frombuffer(buffers[1], dtype=wide)[column.offset : column.offset + len(column) + 1]
    return found.astype(np.int64, copy=False)


def _begins_with_digits(column: pa.Array, digits: int) -> Bools:
    """Cells in which some of the first `digits` bytes, the first and the fifth among them, are digits; a quick look."""
    offsets = _offsets(column)
    data = column.buffers()[2]
    found = np.diff(offsets) >= digits
    if digits < 8 or data is None or not found.any():
        return np.zeros(len(column), dtype=np.bool_)
    text = np.frombuffer(data, dtype=np.uint8)
    starts = offsets[:-1][found]
    probes = (0, 4, digits - 2) if digits < 10 else (0, 4, 9)
    digit = np.logical_and.reduce([(text[starts + probe] - np.uint8(0x30)) < 10 for probe in probes])
    found[found] = digit
    return found


def _digits(column: pa.Array) -> npt.NDArray[np.int32]:
    """Number of digit bytes in each cell; full-width digits (first byte 0xEF) count once."""
    offsets = _offsets(column)
    data = column.buffers()[2]
    if data is None or offsets[-1] == offsets[0]:
        return np.zeros(len(column), dtype=np.int32)
    text = np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]
    digit = ((text - np.uint8(0x30)) < 10) | (text == 0xEF)
    sums = np.zeros(len(text) + 1, dtype=np.int32)
    np.cumsum(digit, out=sums[1:], dtype=np.int32)
    counts: npt.NDArray[np.int32] = np.diff(sums[offsets - offsets[0]])
    return counts


def _filled(batch: pa.RecordBatch) -> npt.NDArray[np.int16]:
    """Number of filled cells in each row."""
    count = np.zeros(batch.num_rows, dtype=np.int16)
    for position, name in enumerate(batch.schema.names):
        if name != ROW:
            count += np.diff(_offsets(batch.column(position))) > 0
    return count


def _look_closely(
    batch: pa.RecordBatch, suspects: npt.NDArray[np.intp], classes: npt.NDArray[np.uint8], mapping: Mapping
) -> None:
    few = batch.take(pa.array(suspects)).drop_columns([ROW])
    columns = [column.to_pylist() for column in few.columns]
    for at, cells in zip(suspects, zip(*columns, strict=True), strict=True):
        classes[at] = _judge(cells, mapping)


def _judge(cells: Sequence[str], mapping: Mapping) -> RowClass:
    """The class of a row that has no identifier; in doubt DATA, which goes to quarantine and is not lost."""
    filled = list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))
    if not filled:
        return RowClass.NOTE
    if _repeats_header(cells, mapping):
        return RowClass.REPEATED_HEADER
    if len(filled) <= 2 and fold("".join(filled)) in {fold(title) for title in mapping.title_texts}:
        return RowClass.TITLE
    if is_total(filled):
        return RowClass.TOTAL
    if is_signature(filled) or is_note(filled) or (is_lone(filled) and len(mapping.columns) > 2):
        return RowClass.NOTE
    return RowClass.DATA


def _repeats_header(cells: Sequence[str], mapping: Mapping) -> bool:
    """Whether at least two cells and 80 % of the filled ones are those of a header row at the same places."""
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    for header in mapping.header_texts:
        same = sum(index < len(header) and fold(cells[index]) == fold(header[index]) for index in filled)
        if same >= 2 and same >= 0.8 * len(filled):
            return True
    return False
