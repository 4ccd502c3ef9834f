"""How workbooks are made here: constant memory, text that stays text, one look for every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from mingcha.engine.results.writing import replacing

MAX_ROWS = 1_048_576  # of a worksheet
_MAX_TEXT = 32_767  # characters a cell can hold
_MAX_NAME = 31  # UTF-16 units of a sheet name
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DOUBLE = re.compile(
    "[\u00b7\u1100-\u115f\u2010-\u2027\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff]+"
)
_FORBIDDEN = str.maketrans({c: " " for c in "[]:*?/\\"})
INK, PAPER, ACCENT, RULE, INPUT, GREY, BAD = "#1F2A37", "#F4F6F8", "#1D3F66", "#C9D1D9", "#FFF9E5", "#7A828A", "#FFD9D2"
FONT = "Microsoft YaHei"


@contextmanager
def new_workbook(path: Path, title: str, made: datetime | None = None) -> Iterator[Any]:
    """A workbook that takes the place of `path` when all went well."""
    with replacing(path) as draft:
        options = {
            "constant_memory": True,
            "tmpdir": str(draft.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"title": title, "author": "明察 Mingcha", **({"created": made} if made else {})})
        book.use_zip64()
        try:
            yield book
            book.close()
        except BaseException:
            _abandon(book)
            raise


class Names:
    """Sheet names: short enough, without forbidden characters, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wish: str, ending: str = "") -> str:
        """`wish` made fit to be a sheet name; `ending` survives the cut."""
        base = wish.translate(_FORBIDDEN).strip().strip("'") or "表"
        name, n = _cut(base, ending), 1
        while name.casefold() in self._taken:
            n += 1
            name = _cut(base, f" ({n})" + ending)
        self._taken.add(name.casefold())
        return name


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **wish: Any) -> Any:
        """A format: the house look, changed by `wish`."""
        full = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", **wish}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]


def put(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """Write text as text, numbers as numbers, nothing as an empty styled cell. Never a formula."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, clean(str(value)), style)


def clean(text: str) -> str:
    """Text that a cell can hold: no control characters but line ends, not too long."""
    kept = _CONTROL.sub("", text)
    return kept if len(kept) <= _MAX_TEXT else kept[: _MAX_TEXT - 1] + "…"


def width(text: str) -> int:
    """Columns the text takes in a fixed font: Chinese characters and punctuation count two."""
    return len(text) + sum(map(len, _DOUBLE.findall(text)))


def lines(text: str, columns: float) -> int:
    """Lines the text takes when wrapped at `columns`."""
    return sum(max(1, ceil(width(line) / max(1.0, columns - 0.5))) for line in text.split("\n")) if text else 1


def printed(sheet: Any, header_row: int | None, title: str) -> None:
    """A4 landscape, one page wide, header repeated, page numbers."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.35, right=0.35, top=0.55, bottom=0.5)
    sheet.set_header(f"&L&8{title.replace('&', '&&')}")
    sheet.set_footer("&L&8明察 · 疑点是问题，不是结论&R&8第 &P 页，共 &N 页")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def _cut(base: str, ending: str) -> str:
    kept = base
    while len((kept + ending).encode("utf-16-le")) // 2 > _MAX_NAME:
        kept = kept[:-1]
    return kept.rstrip() + ending


def _abandon(book: Any) -> None:
    """Close the scratch files of a workbook that will not be finished; xlsxwriter complains when it is left open."""
    for sheet in book.worksheets():
        handle = getattr(sheet, "row_data_fh", None)
        if handle is not None:
            handle.close()
    book.fileclosed = 1
