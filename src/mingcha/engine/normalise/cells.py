"""Columns of text made typed: clean cells in one sweep, the few others once per distinct text through one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]
Bytes = NDArray[np.uint8]


class Cell(NamedTuple):
    """One cell read: the stored value (a tuple where a column is stored in several) or None, and what is wrong."""

    value: Any
    reason: str = ""
    hint: str = ""


#: Distinct texts from which a sweep costs less than one call each.
MANY = 512
#: How the text of one cell is read. The reference of its type: a vector path must agree with it on every text.
Scalar = Callable[[str], Cell]


@dataclass(frozen=True)
class Flaws:
    """Rows (ascending, of the batch) with something to say, each with an index into `kinds` of (reason, hint)."""

    rows: Indices
    which: Indices
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A typed column: its stored arrays (several for `period`), what is wrong, plain text of identifiers."""

    arrays: tuple[Any, ...]
    flaws: Flaws
    plain: Any = None


#: A sweep over cells: which it could read, and the array of all, right where it could.
Fast = Callable[["Texts"], tuple[Mask, Any]]
NO_FLAWS = Flaws(np.empty(0, np.int64), np.empty(0, np.int64), ())


@dataclass(frozen=True)
class Texts:
    """A string array of n cells and its buffers: `starts` and `lengths` (n) in bytes into `data` (uint8)."""

    array: Any
    starts: Indices
    lengths: Indices
    data: Bytes

    def __len__(self) -> int:
        return len(self.array)

    def byte(self, position: int) -> Bytes:
        """The byte at `position` of each cell, negative from its end; 0 where the cell is too short."""
        at = self.starts + (position if position >= 0 else self.lengths + position)
        inside = self.lengths > position if position >= 0 else self.lengths >= -position
        if not len(self.data):
            return np.zeros(len(self), np.uint8)
        return np.where(inside, self.data[np.clip(at, 0, len(self.data) - 1)], np.uint8(0))

    def holding(self, table: Mask) -> Mask:
        """Cells with at least one byte marked in `table` (256)."""
        found = np.zeros(len(self), bool)
        if len(self) and len(self.data):
            first, end = int(self.starts[0]), int(self.starts[-1] + self.lengths[-1])
            hits = np.flatnonzero(table[self.data[first:end]]) + first
            found[np.searchsorted(self.starts + self.lengths, hits, side="right")] = True
        return found

    def rows(self, chosen: Indices, width: int) -> Bytes:
        """The bytes of cells that are all `width` long, as (len(chosen), width); no copy when all are chosen."""
        if len(chosen) == len(self) and len(self):
            start = int(self.starts[0])
            return self.data[start : start + len(self) * width].reshape(len(self), width)
        if len(chosen) == 0:
            return np.empty((0, width), np.uint8)
        taken = self.array.take(pa.array(chosen))
        return np.frombuffer(taken.buffers()[2], np.uint8)[: len(chosen) * width].reshape(-1, width)


def texts(array: Any) -> Texts:
    """The buffers of a string array; nulls become empty cells."""
    array = array.fill_null("") if array.null_count else array
    _, offset_buffer, data_buffer = array.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    return Texts(array, offsets[:-1], np.diff(offsets), data)


def byte_table(*marked: int | range) -> Mask:
    """A table of 256 that marks the given bytes."""
    table = np.zeros(256, bool)
    for mark in marked:
        table[list(mark) if isinstance(mark, range) else mark] = True
    return table


def by_distinct(array: Any, scalar: Scalar, types: tuple[Any, ...], fast: Fast | None = None) -> Column:
    """
    Every distinct text once through `scalar`, the results taken back to all rows.

    With `fast`, many distinct texts go through it first and only those it leaves go through `scalar`.
    """
    encoded = array.dictionary_encode()
    indices, distinct = encoded.indices, encoded.dictionary
    if fast is not None and len(distinct) > MANY:
        return _taken(_fast_first(texts(distinct), fast, scalar), indices)
    cells = [scalar(text) for text in distinct.to_pylist()]
    arrays = tuple(
        pa.array(values, kind).take(indices) for values, kind in zip(_stored(cells, types), types, strict=True)
    )
    return Column(arrays, _flaws(cells, np.asarray(indices, np.int64)))


def completed(source: Texts, clean: Mask, fast: Any, scalar: Scalar) -> Column:
    """`fast` (n, right where `clean`) with the other rows read through `scalar`."""
    dirty = np.flatnonzero(~clean)
    if not len(dirty):
        return Column((fast,), NO_FLAWS)
    slow = by_distinct(source.array.take(pa.array(dirty)), scalar, (fast.type,))
    merged = pc.replace_with_mask(fast, pa.array(~clean), slow.arrays[0])
    return Column((merged,), Flaws(dirty[slow.flaws.rows], slow.flaws.which, slow.flaws.kinds))


def _fast_first(source: Texts, fast: Fast, scalar: Scalar) -> Column:
    clean, array = fast(source)
    return completed(source, clean, array, scalar)


def _taken(column: Column, indices: Any) -> Column:
    """A column of distinct texts taken back to all rows."""
    arrays = tuple(array.take(indices) for array in column.arrays)
    which = np.full(len(column.arrays[0]), -1, np.int64)
    which[column.flaws.rows] = column.flaws.which
    code = which[np.asarray(indices, np.int64)]
    rows = np.flatnonzero(code >= 0)
    return Column(arrays, Flaws(rows, code[rows], column.flaws.kinds))


def _stored(cells: list[Cell], types: tuple[Any, ...]) -> list[list[Any]]:
    if len(types) == 1:
        return [[cell.value for cell in cells]]
    return [[None if cell.value is None else cell.value[i] for cell in cells] for i in range(len(types))]


def _flaws(cells: list[Cell], indices: Indices) -> Flaws:
    kinds = {(c.reason, c.hint): i for i, c in enumerate(cells) if c.reason}
    if not kinds:
        return NO_FLAWS
    order = {kind: i for i, kind in enumerate(kinds)}
    code = np.array([order[c.reason, c.hint] if c.reason else -1 for c in cells], np.int64)[indices]
    rows = np.flatnonzero(code >= 0)
    return Flaws(rows, code[rows], tuple(order))
