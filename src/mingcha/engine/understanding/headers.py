"""Rows and the headers in them: merged cells spread, upper and lower texts stacked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingcha.engine.understanding.matching import Header
from mingcha.engine.understanding.vocabulary import Vocabulary
from mingcha.engine.understanding.wording import fold

#: Stands between the upper and lower text of a stacked header.
STACKED = "›"
_ORDINAL = re.compile(r"^(?:\(?\d{1,2}\)?|[甲乙丙丁戊己庚辛]|栏次|行次|[a-z])$", re.I)


@dataclass(frozen=True)
class Row:
    """A physical row (from 1) and its cells."""

    number: int
    cells: tuple[str, ...]

    def filled(self) -> list[int]:
        """Positions of the cells that hold something."""
        return [index for index, cell in enumerate(self.cells) if cell.strip()]

    def texts(self) -> list[str]:
        """The different texts of the row in order; a merged cell that was spread over its columns counts once."""
        return list(dict.fromkeys(cell.strip() for cell in self.cells if cell.strip()))


def is_numbering(row: Row) -> bool:
    """`1 2 3 4` or `甲 乙 1 2` below a header."""
    cells = [row.cells[index].strip() for index in row.filled()]
    if len(cells) < 3 or not all(_ORDINAL.match(fold(cell)) for cell in cells):
        return False
    digits = [int(cell) for cell in cells if cell.isdigit()]
    return len(digits) >= 2 and all(after - before == 1 for before, after in pairwise(digits))


def read_headers(header_rows: Sequence[Row], words: Vocabulary) -> tuple[Header, ...]:
    """One header per column that any header row fills; merged cells spread to the right and down."""
    rows = [row for row in header_rows if not is_numbering(row)]
    width = max((len(row.cells) for row in rows), default=0)
    stacks = [_stack(rows, index) for index in range(width)]
    bottoms = [fold(stack[-1]) for stack in stacks if stack]
    return tuple(
        _header(index, stack, _readings(stack, bottoms, words), words) for index, stack in enumerate(stacks) if stack
    )


def _header(index: int, stack: Sequence[str], readings: tuple[str, ...], words: Vocabulary) -> Header:
    return Header(index, STACKED.join(stack), readings, any(map(words.knows, readings)))


def _stack(rows: Sequence[Row], index: int) -> list[str]:
    """Header texts above a column from top to bottom, each once."""
    own = [cell(row, index) for row in rows]
    if not any(own):
        return []
    texts = [
        text or (_spread(row, index) if any(own[depth + 1 :]) else "")
        for depth, (row, text) in enumerate(zip(rows, own, strict=True))
    ]
    return list(dict.fromkeys(text for text in texts if text))


def cell(row: Row, index: int) -> str:
    return "".join(row.cells[index].split()) if 0 <= index < len(row.cells) else ""


def _spread(row: Row, index: int) -> str:
    """The merged group label to the left of an empty cell of an upper header row."""
    return next((cell(row, left) for left in range(index, -1, -1) if cell(row, left)), "")


def _readings(stack: Sequence[str], bottoms: Sequence[str], words: Vocabulary) -> tuple[str, ...]:
    """The bottom text alone when it is unique, and the whole stack; the bottom first when it is a known spelling."""
    if len(stack) == 1:
        return (stack[0],)
    whole = "".join(stack)
    if bottoms.count(fold(stack[-1])) > 1:
        return (whole, "".join(stack[-2:]))
    return (stack[-1], whole) if words.knows(stack[-1]) else (whole, stack[-1])
