"""Plain UTF-8 csv written column-wise: what a benchmark reads, and what a city of millions is handed in as."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

CHUNK = 250_000  # rows at a time: some tens of megabytes as text


class CleanCsv:
    """One csv file, written chunk by chunk; `write` takes the columns in the order of the headings."""

    def __init__(self, path: Path, headings: tuple[str, ...]) -> None:
        self.headings = headings
        self.rows = 0
        self._file = path.open("wb")
        self._file.write((",".join(headings) + "\n").encode())

    def __enter__(self) -> "CleanCsv":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, *columns: Any) -> None:
        """Append rows; columns are pyarrow or NumPy arrays of equal length."""
        table = pa.table(dict(zip(self.headings, columns, strict=True)))
        self.rows += table.num_rows
        csv.write_csv(table, self._file, csv.WriteOptions(include_header=False, quoting_style="none"))


def chunks(count: int, size: int = CHUNK) -> Iterator[slice]:
    """Slices that cover `count` rows."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def constant(text: str, count: int) -> Any:
    """One text on every row."""
    return pa.array([text]).take(pa.array(np.zeros(count, dtype=np.int8)))


def choice(values: tuple[str, ...], codes: NDArray[Any]) -> Any:
    """Texts by code."""
    return pa.array(values).take(pa.array(codes))


def day_column(days: NDArray[Any]) -> Any:
    """Days since 1970 → dates written as 2020-01-31; negative infinity stands nowhere, use `where_known` for gaps."""
    return pa.array(days.astype(np.int32), type=pa.date32())


def where_known(column: Any, known: NDArray[np.bool_]) -> Any:
    """Empty cells where not known."""
    return pc.if_else(pa.array(known), column, pa.scalar(None, type=column.type))


def roughen(ids: Any, share: float, rng: np.random.Generator) -> Any:
    """A share of the ids as clerks type them: lower-case x where there is one, else a blank before, after or inside."""
    rows = np.flatnonzero(rng.random(len(ids), dtype=np.float32) < share)
    if not len(rows):
        return ids
    kinds = rng.integers(0, 3, len(rows))
    typed = []
    for text, kind in zip(ids.take(pa.array(rows)).to_pylist(), kinds, strict=True):
        if text.endswith("X"):
            typed.append(text[:-1] + "x")
        else:
            typed.append((" " + text, text + " ", text[:6] + " " + text[6:])[kind])
    mask = np.zeros(len(ids), dtype=np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(ids, pa.array(mask), pa.array(typed))
