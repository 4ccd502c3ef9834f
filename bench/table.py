"""Plain tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns two blanks apart; the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    lines = [_line(headings, widths), "  ".join("-" * width for width in widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True)))
    return "  ".join([first, *rest]).rstrip()


def seconds(values: Sequence[float]) -> str:
    """The median, and how far the runs lay apart when there were several."""
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def times(ours: float, theirs: float) -> str:
    """How many times as long the other one takes: above 1 we are faster."""
    return f"{theirs / ours:.2f} ×"
