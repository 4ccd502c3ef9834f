"""The sheet that goes back for one source sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from mingcha.engine.reading.model import Origin
from mingcha.engine.results import sheets
from mingcha.engine.results.sheets import Names, Styles, put
from mingcha.engine.running.model import RejectedBlock, RejectedCell
from mingcha.kernel.messages import Message

_MAX_COMMENTS = 2_000  # a sheet; each is a drawing, and the reason column says the same
_NOTE = (
    "以下各行未能采用。红色单元格有问题，原因和改法见最右一栏；请在原系统中更正后重新报送。"
    "“原行号”是贵单位文件中的行号。"
)
_MIN_WIDTH, _MAX_WIDTH, _REASON_WIDTH = 8, 26, 62


class SourceSheet:
    """Writes the rejected rows of one source sheet as they come, on further sheets when one is full."""

    def __init__(
        self, book: Any, names: Names, styles: Styles, origin: Origin, sentences: Callable[[str], Message]
    ) -> None:
        self.origin, self.rows, self.first_name = origin, 0, ""
        self.reasons: Counter[str] = Counter()
        self._book, self._names, self._styles, self._sentences = book, names, styles, sentences
        self._sheet: Any = None
        self._at = sheets.MAX_ROWS
        self._headers: tuple[str, ...] = ()
        self._table: tuple[int, int] | None = None  # header row and width; None once a second header follows
        self._comments = 0

    def write(self, block: RejectedBlock) -> None:
        """Append the rows of `block`."""
        headers = _whole(block)
        for number, cells, rejected in block.rows:
            if self._sheet is None or self._at >= sheets.MAX_ROWS:
                self._begin(block, headers)
            elif headers != self._headers:
                self._header(headers)
                self._table = None
            self._row(number, cells, rejected)

    def finish(self) -> None:
        """Filter the table."""
        if self._sheet is not None and self._table is not None:
            self._sheet.autofilter(self._table[0], 0, self._at - 1, self._table[1] + 1)

    def _begin(self, block: RejectedBlock, headers: tuple[str, ...]) -> None:
        self.finish()
        origin = self.origin
        name = self._names.take(_short(origin))
        self.first_name = self.first_name or name
        self._sheet, self._comments = self._book.add_worksheet(name), 0
        self._sheet.hide_gridlines(2)
        self._sheet.set_tab_color("#B3261E")
        title = origin.file + (f" · 工作表“{origin.sheet}”" if origin.sheet else "")
        self._sheet.set_row(0, 26)
        put(self._sheet, 0, 0, title, self._styles(bold=True, font_size=13, font_color=sheets.ACCENT, valign="vcenter"))
        put(self._sheet, 1, 0, _NOTE, self._styles(font_color=sheets.GREY))
        self._widths(block, headers)
        self._at = 2
        self._header(headers)
        self._table = (2, len(headers))
        self._sheet.freeze_panes(3, 1)
        sheets.printed(self._sheet, 2, title)

    def _widths(self, block: RejectedBlock, headers: tuple[str, ...]) -> None:
        """Columns as wide as their first rows need."""
        self._sheet.set_column(0, 0, 8)
        for i, header in enumerate(headers):
            texts = [header, *(cells[i] for _, cells, _ in block.rows[:200] if i < len(cells))]
            wide = 1.15 * max(sheets.width(text) for text in texts) + 3  # bad cells are bold
            self._sheet.set_column(i + 1, i + 1, min(_MAX_WIDTH, max(_MIN_WIDTH, wide)))
        self._sheet.set_column(len(headers) + 1, len(headers) + 1, _REASON_WIDTH)

    def _header(self, headers: tuple[str, ...]) -> None:
        self._headers = headers
        own = self._head("#4A5560")
        self._sheet.set_row(self._at, 22)
        put(self._sheet, self._at, 0, "原行号", self._head(sheets.ACCENT))
        for i, header in enumerate(headers, 1):
            put(self._sheet, self._at, i, header, own)
        put(self._sheet, self._at, len(headers) + 1, "退回原因", self._head("#8F1D1D"))
        self._at += 1

    def _head(self, colour: str) -> Any:
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "border": 1, "border_color": "#FFFFFF"}
        return self._styles(**look, align="center", valign="vcenter", text_wrap=True)

    def _row(self, number: int, cells: tuple[str, ...], rejected: tuple[RejectedCell, ...]) -> None:
        bad = {cell.index: cell for cell in rejected}
        reason = "\n".join(self._reason(cell) for cell in rejected)
        edge = {"border": 1, "border_color": sheets.RULE, "num_format": "@"}
        self._sheet.set_row(self._at, min(400, sheets.lines(reason, _REASON_WIDTH) * 14.5 + 5))
        put(self._sheet, self._at, 0, number, self._styles(border=1, border_color=sheets.RULE, align="center"))
        for i in range(len(self._headers)):
            colour = {"bg_color": sheets.BAD, "font_color": "#8F1D1D", "bold": True} if i in bad else {}
            put(self._sheet, self._at, i + 1, cells[i] if i < len(cells) else "", self._styles(**edge, **colour))
            if i in bad:
                self._comment(i + 1, self._told(bad[i]))
        put(self._sheet, self._at, len(self._headers) + 1, reason, self._styles(**edge, text_wrap=True))
        self.reasons.update(cell.reason for cell in rejected)
        self.rows += 1
        self._at += 1

    def _reason(self, cell: RejectedCell) -> str:
        name = self._headers[cell.index] if 0 <= cell.index < len(self._headers) else ""
        return (f"【{name}】" if name else "") + self._told(cell)

    def _told(self, cell: RejectedCell) -> str:
        sentence = self._sentences(cell.reason).zh
        return sentence + (f"可能是 {cell.hint}，仅供核对，请以原件为准。" if cell.hint else "")

    def _comment(self, column: int, text: str) -> None:
        if self._comments < _MAX_COMMENTS:
            look = {"author": "明察", "x_scale": 1.6, "font_name": sheets.FONT, "font_size": 9, "color": "#FFF9E5"}
            self._sheet.write_comment(self._at, column, sheets.clean(text), look)
            self._comments += 1


def _whole(block: RejectedBlock) -> tuple[str, ...]:
    """The headers, with empty ones for cells that stand beyond the last: nothing of the department's row is dropped."""
    widest = max((len(cells) for _, cells, _ in block.rows), default=0)
    return block.headers + ("",) * (widest - len(block.headers))


def _short(origin: Origin) -> str:
    """A sheet name that a person recognises: the file's name without folder and ending, then the sheet's."""
    stem = origin.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return f"{stem[:18]} {origin.sheet}" if origin.sheet else stem
