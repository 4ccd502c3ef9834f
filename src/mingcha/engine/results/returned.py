"""Reads back a table that went out as a workbook, after people have sorted, filtered and filled it in. For a child."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from mingcha.engine.reading.archive import check_archive
from mingcha.engine.reading.limits import DEFAULT
from mingcha.engine.reading.source import disk_source
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_DAMAGE = (OSError, BadZipFile, zlib.error, EOFError, ValueError, KeyError, SyntaxError)
_LOOK_FOR_HEADER = 30
#: The number of a row in its worksheet, and its cells by heading.
Filled = tuple[int, dict[str, str]]


def read_returned(path: Path, keys: Sequence[str], inputs: Sequence[str]) -> list[Filled]:
    """
    The rows in which any of the `inputs` is filled, streamed; the others are passed over. Headings are found wherever
    people moved them. Refused: `ledger.unreadable`, `ledger.not_ours`.
    """
    unreadable = Message("文件打不开，请另存为xlsx再上传。", "The file cannot be opened. Save it as xlsx again.")
    try:
        check_archive(disk_source(path, path.name), DEFAULT)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not keep
            return _read(path, keys, inputs)
    except _DAMAGE as error:
        raise Refused("ledger.unreadable", unreadable) from error
    except Refused as error:
        if error.code == "zip.broken":
            raise Refused("ledger.unreadable", unreadable) from error
        raise


def _read(path: Path, keys: Sequence[str], inputs: Sequence[str]) -> list[Filled]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # the size some programs write into the file is wrong
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            header = _header(rows, {*keys, *inputs})
            if header:
                return [one for one in _filled(header, rows) if any(one[1][name] for name in inputs)]
    finally:
        book.close()
    raise Refused("ledger.not_ours", Message("这不是本平台导出的台账。", "This is not a ledger from here."))


def _header(rows: Iterator[tuple[int, tuple[Any, ...]]], names: set[str]) -> dict[str, int]:
    for number, cells in rows:
        found = {_text(cell): n for n, cell in enumerate(cells) if _text(cell) in names}
        if len(found) == len(names):
            return found
        if number >= _LOOK_FOR_HEADER:
            break
    return {}


def _filled(header: dict[str, int], rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[Filled]:
    for number, cells in rows:
        yield number, {name: _text(cells[n]) if n < len(cells) else "" for name, n in header.items()}


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
