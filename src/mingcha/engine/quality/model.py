"""What a department's file is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mingcha.engine.reading.model import Origin
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class ColumnQuality:
    """Of `rows` body rows, `filled` have text in this column and `valid` of those could be normalised."""

    column: str
    header: str
    rows: int
    filled: int
    valid: int


@dataclass(frozen=True)
class QualityIssue:
    """
    One statement about a file or dataset by a quality rule (catalogue 120–125): 120 impossible identifiers,
    121 identifier–name conflict, 122 field missing, 123 stale feed, 124 row-count jump, 125 one account or phone
    across unrelated people. `blocks`: rules that read this dataset refuse to run.
    """

    catalogue: int
    dataset: str
    origin: Origin | None
    message: Message
    count: int
    blocks: bool = False


@dataclass(frozen=True)
class RowCounts:
    """
    Where the physical rows of a sheet went. `read` is their sum, asserted in the run.

    `repeats` are rows equal in every column (serial numbers aside) to an earlier row of the same dataset.
    """

    read: int = 0
    normalised: int = 0
    quarantined: int = 0
    repeats: int = 0
    titles: int = 0
    headers: int = 0
    totals: int = 0
    notes: int = 0
    blanks: int = 0
    outside: int = 0  # rows of blocks that were not understood

    @property
    def accounted(self) -> int:
        """Sum of all the places a row can go to."""
        parts = (self.normalised, self.quarantined, self.repeats, self.titles, self.headers, self.totals)
        return sum(parts) + self.notes + self.blanks + self.outside


@dataclass(frozen=True)
class SheetQuality:
    """The quality report of one sheet. `by_county` counts normalised rows per six-digit county (0: unknown)."""

    origin: Origin
    dataset: str  # empty when not understood
    counts: RowCounts
    columns: tuple[ColumnQuality, ...]
    reasons: Mapping[str, int]  # problem reason → cells
    by_county: Mapping[int, int]
    encoding: str = ""
    confidence: float = 1.0
    notes: tuple[Message, ...] = ()
    constants: tuple[str, ...] = ()  # "fund=农村低保 (title)"
