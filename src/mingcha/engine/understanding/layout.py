"""Where a sheet's tables are: title rows, header rows (one, or several with merged cells), bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingcha.engine.understanding.headers import Row, cell, is_numbering, read_headers
from mingcha.engine.understanding.matching import Header
from mingcha.engine.understanding.rowkinds import is_note, is_signature, is_total
from mingcha.engine.understanding.vocabulary import Vocabulary
from mingcha.engine.understanding.wording import fold

#: A header stands in the first rows or not at all.
HEADER_WITHIN = 60
#: More header rows than this are a form, not a table.
MOST_HEADER_ROWS = 3
#: A header that shares this much with the one before is the same, repeated on a new page.
SAME = 0.8

_VALUE = re.compile(r"\d{4,}|^[\d.,¥￥%-]+$|[:：].")
_PAGE = re.compile(r"第?\d+页?(?:/?共?\d+页)?")


@dataclass(frozen=True)
class Block:
    """One table: its rows above the header, header rows, headers, body rows seen; `last_row` None means to the end."""

    titles: tuple[Row, ...]
    header_rows: tuple[Row, ...]
    headers: tuple[Header, ...]
    body: tuple[Row, ...]
    last_row: int | None = None


def find_blocks(rows: Sequence[Row], words: Vocabulary) -> list[Block]:
    """The tables in `rows`, in order; empty when no row is a header."""
    starts = _header_starts(rows, words)
    blocks = []
    for which, (top, start, end) in enumerate(starts):
        stop = starts[which + 1][0] if which + 1 < len(starts) else len(rows)
        last = rows[stop - 1].number if which + 1 < len(starts) else None
        header_rows = tuple(rows[start:end])
        blocks.append(
            Block(tuple(rows[top:start]), header_rows, read_headers(header_rows, words), tuple(rows[end:stop]), last)
        )
    return blocks


def _header_starts(rows: Sequence[Row], words: Vocabulary) -> list[tuple[int, int, int]]:
    """For each table: index of its first title row, of its first header row, and of its first body row."""
    start = _first_header(rows, words)
    if start is None:
        return []
    begin, end = _extend(rows, start, words)
    found = [(0, begin, end)]
    index = end
    while index < len(rows):
        following = _next_header(rows, index, found[-1], words)
        if following is not None:
            found.append(following)
        index = following[2] if following else index + 1
    return found


def _next_header(
    rows: Sequence[Row], index: int, current: tuple[int, int, int], words: Vocabulary
) -> tuple[int, int, int] | None:
    """The table that starts with a header in row `index`: other headers, or the same under a title of its own."""
    if not _is_full_header(rows[index], words):
        return None
    top, start, end = current
    begin, after = _extend(rows, index, words)
    begin = max(begin, end)
    title = _first_title(rows, begin, end)
    same = any(_overlap(rows[index], header) >= SAME for header in rows[start:end])
    if same and not _says_else(rows[title:begin], rows[top:start]):
        return None
    return title, begin, after


def _says_else(titles: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether `titles` say something that the titles of the table before did not; page numbers do not count."""
    known = {_PAGE.sub("", fold(text)) for row in before for text in row.texts()}
    texts = {_PAGE.sub("", fold(text)) for row in titles for text in row.texts()}
    return any(len(text) >= 6 and text not in known for text in texts)


def _first_header(rows: Sequence[Row], words: Vocabulary) -> int | None:
    near = range(min(len(rows), HEADER_WITHIN))
    for index in near:
        if _is_header(rows[index], words):
            return index
    width = max((len(rows[index].filled()) for index in near), default=0)
    for index in near:
        if _could_be_header(rows, index, width):
            return index
    return None


def _is_header(row: Row, words: Vocabulary) -> bool:
    cells = row.texts()
    if len(cells) < 2 or not _labels_only(cells):
        return False
    known = sum(map(words.knows, cells))
    return known >= 2 and known >= 0.3 * len(cells)


def _labels_only(cells: Sequence[str]) -> bool:
    values = sum(bool(_VALUE.search(fold(cell))) or len(cell) > 40 for cell in cells)
    return values <= 0.1 * len(cells)


def _could_be_header(rows: Sequence[Row], index: int, width: int) -> bool:
    """A full row of labels over a row with values, though no label is known."""
    cells = rows[index].texts()
    if len(cells) < 3 or len(cells) < 0.7 * width or not _labels_only(cells) or index + 1 >= len(rows):
        return False
    below = [rows[index + 1].cells[i] for i in rows[index + 1].filled()]
    return sum(bool(_VALUE.search(fold(cell))) for cell in below) >= 0.25 * len(below) > 0


def _is_full_header(row: Row, words: Vocabulary) -> bool:
    """A row in the middle that can be nothing but a header: labels only, most of them known."""
    if any(cell[:1].isdigit() for cell in row.cells):
        return False
    cells = row.texts()
    return len(cells) >= 3 and _labels_only(cells) and sum(map(words.knows, cells)) >= max(3, 0.6 * len(cells))


def _overlap(row: Row, header: Row) -> float:
    filled = row.filled()
    same = sum(i < len(header.cells) and fold(row.cells[i]) == fold(header.cells[i]) for i in filled)
    return same / len(filled)


def _first_title(rows: Sequence[Row], header: int, floor: int) -> int:
    """Index of the first of the title rows standing directly above a later header."""
    index = header
    while index > floor and _is_title_above(rows[index - 1], rows[index]):
        index -= 1
    return index


def _is_title_above(row: Row, below: Row) -> bool:
    cells = row.texts()
    if len(cells) > 2 or below.number - row.number > 1 or _serial_start(cells):
        return False
    return not (is_total(cells) or is_signature(cells) or is_note(cells))


def _serial_start(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].strip().isdigit()


def _extend(rows: Sequence[Row], start: int, words: Vocabulary) -> tuple[int, int]:
    """First and past-the-end index of the header that `start` is part of."""
    begin, end = start, start + 1
    if begin > 0 and _is_group_row(rows[begin - 1], rows[begin], words):
        begin -= 1
    while end < len(rows) and end - begin < MOST_HEADER_ROWS and _continues(rows[end - 1], rows[end], words):
        end += 1
    if end < len(rows) and is_numbering(rows[end]):
        end += 1
    return begin, end


def _is_group_row(row: Row, below: Row, words: Vocabulary) -> bool:
    """Whether `row` is the upper part of a header whose lower part is `below`: known labels that reach down."""
    if len(row.texts()) < 2 or not _labels_only(row.texts()) or below.number - row.number != 1:
        return False
    reaching = [i for i in row.filled() if cell(below, i) in ("", cell(row, i))]
    groups = [i for i in below.filled() if cell(row, i) != cell(below, i)]
    return bool(groups) and any(words.knows(row.cells[i]) for i in reaching)


def _continues(above: Row, row: Row, words: Vocabulary) -> bool:
    """Whether `row` is the lower part of the header `above`: labels under gaps or groups."""
    cells = row.texts()
    if not cells or not _labels_only(cells) or any(cell[:1].isdigit() for cell in cells):
        return False
    if not any(map(words.knows, cells)) or row.texts() == above.texts():
        return False
    return _has_groups(above, row) and all(_may_stand_under(above, index, row, words) for index in row.filled())


def _has_groups(above: Row, row: Row) -> bool:
    """Whether merged cells show: a label over several columns, or one that reaches down."""
    return any(
        not cell(above, i) or cell(above, i) in (cell(above, i + 1), cell(row, i)) or not cell(row, i)
        for i in range(max(len(above.cells), len(row.cells)))
    )


def _may_stand_under(above: Row, index: int, row: Row, words: Vocabulary) -> bool:
    top = cell(above, index)
    if not top or top == cell(row, index) or not words.knows(top):
        return True
    return cell(above, index + 1) in ("", top) or cell(above, index - 1) == top
