"""What the files were worth, ready to be shown: where the rows went, how full and how valid the columns are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mingcha.engine.quality.model import ColumnQuality, RowCounts, SheetQuality
from mingcha.engine.reading.model import Origin
from mingcha.engine.results.charts import Part
from mingcha.kernel.messages import Message

MOST_SHEETS = 400  # rows of the table
MOST_DETAILS = 120  # sheets told column by column, the worst first
_MOST_COLUMNS = 40
_OTHER: Mapping[str, Message] = {
    "titles": Message("标题", "titles"),
    "headers": Message("表头", "headers"),
    "totals": Message("合计", "totals"),
    "notes": Message("说明", "notes"),
    "blanks": Message("空行", "blank"),
    "outside": Message("未识别", "not understood"),
}


@dataclass(frozen=True)
class ColumnLine:
    """One column: shares of rows with text, and of rows with a usable value."""

    name: str
    header: str
    filled: float
    valid: float  # of all rows, for the bar
    validity: float | None  # of the filled ones; None when there are none


@dataclass(frozen=True)
class SheetLine:
    """One sheet: its name, its counts and what became of rows that are no data."""

    origin: Origin
    dataset: Message
    counts: RowCounts
    other: int
    other_told: Message
    columns: tuple[ColumnLine, ...]
    reasons: tuple[tuple[Message, int], ...]
    quality: SheetQuality

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where the rows went, as parts of a bar."""
        c = self.counts
        return Part("used", c.normalised), Part("bad", c.quarantined), Part("rest", c.repeats + self.other)


def sheet_lines(
    sheets: Sequence[SheetQuality], titles: Mapping[str, Message], sentences: Callable[[str], Message]
) -> list[SheetLine]:
    """The sheets in the order of their names."""
    return [_line(sheet, titles, sentences) for sheet in sorted(sheets, key=lambda s: s.origin)]


def whole(sheets: Sequence[SheetQuality]) -> RowCounts:
    """All sheets together."""
    names = RowCounts.__dataclass_fields__
    return RowCounts(**{name: sum(getattr(s.counts, name) for s in sheets) for name in names})


def other_rows(counts: RowCounts) -> int:
    """Rows that are no data."""
    return sum(getattr(counts, name) for name in _OTHER)


def worst(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The sheets to be told in detail: most rejected rows first."""
    return sorted(lines, key=lambda line: (-line.counts.quarantined, line.origin))[:MOST_DETAILS]


def _line(sheet: SheetQuality, titles: Mapping[str, Message], sentences: Callable[[str], Message]) -> SheetLine:
    dataset = titles.get(sheet.dataset, Message(sheet.dataset, sheet.dataset))
    reasons = sorted(sheet.reasons.items(), key=lambda item: (-item[1], item[0]))
    return SheetLine(
        sheet.origin,
        dataset if sheet.dataset else Message("未识别", "not understood"),
        sheet.counts,
        other_rows(sheet.counts),
        _other(sheet.counts),
        tuple(_column(c) for c in sheet.columns[:_MOST_COLUMNS]),
        tuple((sentences(code), count) for code, count in reasons),
        sheet,
    )


def _other(counts: RowCounts) -> Message:
    found = [(word, getattr(counts, name)) for name, word in _OTHER.items() if getattr(counts, name)]
    return Message(" · ".join(f"{w.zh} {n:,}" for w, n in found), " · ".join(f"{w.en} {n:,}" for w, n in found))


def _column(column: ColumnQuality) -> ColumnLine:
    rows = max(1, column.rows)
    validity = column.valid / column.filled if column.filled else None
    return ColumnLine(column.column, column.header, column.filled / rows, column.valid / rows, validity)
