"""A list of areas (csv of `code,name,level,parent_code`) read leniently: rows that cannot be meant come back marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from mingcha.engine.understanding.area_files import FIELDS, LEVELS, AreaRow
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_NAME = 60  # characters that a name may have
_DIGITS = 12
_RANKS = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Marked:
    """A row that was not taken: its line in the file, its cells, and why."""

    line: int
    cells: tuple[str, ...]
    reason: Message


@dataclass(frozen=True)
class ReadAreas:
    """The good rows with their lines, and the marked ones."""

    rows: tuple[tuple[int, AreaRow], ...]
    marked: tuple[Marked, ...]


def read_marked(data: bytes) -> ReadAreas:
    """Rows in UTF-8, or GB18030 as spreadsheet programs save them. Refused (`areas.columns`) without the columns."""
    good: dict[str, tuple[int, AreaRow]] = {}
    marked: list[Marked] = []
    for line, cells in _rows(_text(data)):
        row = AreaRow(*cells)
        reason = _wrong(row) or (_twice(good[row.code][0]) if row.code in good else None)
        if reason:
            marked.append(Marked(line, cells, reason))
        else:
            good[row.code] = (line, row)
    return ReadAreas(tuple(good.values()), tuple(marked))


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _columns()


def _rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if not set(FIELDS) <= set(reader.fieldnames or ()):
            raise _columns()
        for row in reader:
            cells = tuple((row.get(name) or "").strip() for name in FIELDS)
            if any(cells):
                yield reader.line_num, cells
    except csv.Error:
        raise _columns() from None


def _wrong(row: AreaRow) -> Message | None:
    """Why a row cannot be meant, taken by itself."""
    if not _is_code(row.code):
        return Message("代码应为12位数字。", "The code has to have 12 digits.")
    if not row.name or len(row.name) > _NAME:
        return Message(f"名称应有1至{_NAME}个字。", f"The name has to have 1 to {_NAME} characters.")
    if row.level not in LEVELS:
        return Message(f"级别应为 {'、'.join(LEVELS)} 之一。", f"The level has to be one of {', '.join(LEVELS)}.")
    if row.code[LEVELS[row.level] :].strip("0"):
        return Message(
            "代码与级别不符：级别以下的各位应为0。", "The code does not fit the level: digits below it are 0."
        )
    if row.level == "province":
        return Message("省级没有上级。", "A province has nothing above it.") if row.parent else None
    if row.parent and not _is_code(row.parent):
        return Message("上级代码应为12位数字。", "The code of the area above has to have 12 digits.")
    return None


def misplaced(row: AreaRow, above: str) -> bool:
    """Whether a unit does not lie inside one of the level `above`, whose code it names: GB/T 2260 nests codes."""
    digits = LEVELS[above]
    return _RANKS[above] >= _RANKS[row.level] or row.code[:digits] != row.parent[:digits]


def _is_code(text: str) -> bool:
    return len(text) == _DIGITS and text.isascii() and text.isdecimal()


def _twice(line: int) -> Message:
    return Message(f"代码与第{line}行重复。", f"The code stands in line {line} already.")


def _columns() -> Refused:
    return Refused(
        "areas.columns",
        Message(
            "文件不是区划清单：应为 CSV，第一行为 code,name,level,parent_code。",
            "The file is no list of areas: it has to be a CSV whose first line is code,name,level,parent_code.",
        ),
    )
