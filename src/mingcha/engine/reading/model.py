"""What a reader hands on: sheets of text cells that remember where they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from mingcha.kernel.messages import Message

#: Name of the column that holds the physical row number (from 1, title and blank rows included).
ROW = "row"


@dataclass(frozen=True, order=True)
class Origin:
    """
    Where rows come from.

    `file` is the path below the folder given, with `/`. `sheet` is the worksheet name; empty for csv and txt;
    the member's name inside a zip (`member` for a csv, `member/worksheet` for a workbook in it).
    """

    file: str
    sheet: str = ""


@dataclass(frozen=True)
class RawSheet:
    """
    One sheet as text.

    `batches()` streams record batches in file order: column `row` (int64), then `c0`, `c1`, ... (string, never null,
    empty cells are ""). Every physical row that is not entirely blank appears exactly once; blank rows are counted
    in `blank_rows` once the stream is exhausted. `batches()` may be called again and then starts anew.
    """

    origin: Origin
    batches: Callable[[], Iterator[pa.RecordBatch]]
    encoding: str = ""  # utf-8, gb18030; empty for workbooks
    hidden: bool = False
    notes: tuple[Message, ...] = ()  # said to the user: hidden sheet read, formulas read as values, mixed encodings...
    blank_rows: list[int] = field(default_factory=list)  # one element: the count, known after the stream ended


@dataclass(frozen=True)
class ReadFailure:
    """A file or sheet that could not be read; the others go on."""

    origin: Origin
    code: str  # file.empty, file.encrypted, zip.bomb, ...
    message: Message
