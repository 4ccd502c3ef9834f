"""What a sheet was understood to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mingcha.engine.reading.model import Origin
from mingcha.kernel.messages import Message

How = Literal["alias", "similar", "values", "answer"]


@dataclass(frozen=True)
class ColumnMatch:
    """A source column recognised as a dataset column. `unit` is what its header says: 元, 万元, 亩, 平方米, or ""."""

    column: str
    index: int  # position in the sheet: c{index}
    header: str
    how: How
    confidence: float  # 0..1
    unit: str = ""


@dataclass(frozen=True)
class Constant:
    """A value that no column holds: taken from the file name, the sheet name or a title row, and said so."""

    column: str
    value: str
    where: Literal[
        "file", "sheet", "title", "header", "answer"
    ]  # header: 火化日期 says that the source is a funeral home


@dataclass(frozen=True)
class Mapping:
    """
    One block of one sheet mapped onto a dataset.

    A sheet normally is one block; two tables below each other are two blocks. Rows `first_row`..`last_row` (physical,
    from 1; `last_row` None means to the end) hold the body. `county` is the six-digit code that file, sheet or title
    name, or None. `header_texts` and `title_texts` are the texts of those rows, by which repeats are recognised.
    `unit_money` and `unit_area` are what title rows say about the whole sheet (单位：万元).
    """

    origin: Origin
    dataset: str
    header_rows: tuple[int, ...]
    first_row: int
    columns: tuple[ColumnMatch, ...]
    constants: tuple[Constant, ...] = ()
    last_row: int | None = None
    title_rows: tuple[int, ...] = ()
    county: int | None = None
    unit_money: str = ""
    unit_area: str = ""
    confidence: float = 1.0
    ignored: tuple[str, ...] = ()  # headers that no column of the dataset claims
    notes: tuple[Message, ...] = ()
    header_texts: tuple[tuple[str, ...], ...] = ()
    title_texts: tuple[str, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()  # (position, digits): a cell with so many digits proves a row to be data

    def match(self, column: str) -> ColumnMatch | None:
        """The source column recognised as `column`, or None."""
        return next((c for c in self.columns if c.column == column), None)


@dataclass(frozen=True)
class NotUnderstood:
    """A block that was not mapped: instructions sheets, unknown tables, ambiguous ones that a person must decide."""

    origin: Origin
    code: Literal["empty", "no_header", "instructions", "unknown_dataset", "ambiguous", "missing_columns", "skipped"]
    message: Message
    rows: int = 0
    candidates: tuple[tuple[str, float], ...] = field(default=())  # dataset, confidence
    headers: tuple[str, ...] = ()
    proposed: tuple[tuple[str, str | None], ...] = ()  # the few headers in doubt, each with the likeliest column
