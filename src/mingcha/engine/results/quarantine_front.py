"""The front sheet of the quarantine workbook: which files, how many rows, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingcha.engine.reading.model import Origin
from mingcha.engine.results import sheets
from mingcha.engine.results.sheets import Styles, put
from mingcha.kernel.messages import Message

_INTRO = (
    "这里是未能采用的原始行，按来源文件分表列出，供报送单位更正。系统从不猜测号码：有疑问的行宁可退回。",
    "内含个人信息原文，只退回原报送单位，不得另作他用，不得转发。",
    "These rows could not be used. They are listed by source file so that the department can mend them. Contains "
    "personal data in clear: return it to the department it came from and to nobody else.",
)


@dataclass(frozen=True)
class Tally:
    """What went back of one source sheet."""

    origin: Origin
    name: str  # of its sheet in this workbook
    rows: int
    reasons: Mapping[str, int]


def write_front(sheet: Any, tallies: Sequence[Tally], sentences: Callable[[str], Message], styles: Styles) -> None:
    """说明: what this is, rows per file, cells per reason."""
    sheet.hide_gridlines(2)
    for column, wide in enumerate((2, 44, 24, 12, 70)):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 40)
    put(sheet, 0, 1, "明察 · 退回数据", styles(bold=True, font_size=20, font_color=sheets.ACCENT, valign="vcenter"))
    looks = (styles(), styles(bold=True, font_color="#8F1D1D"), styles(font_color=sheets.GREY, font_size=9))
    for row, (text, look) in enumerate(zip(_INTRO, looks, strict=True), 1):
        put(sheet, row, 1, text, look)
    if not tallies:
        put(sheet, 5, 1, "没有需要退回的行。 Nothing to return.", styles(bold=True))
        return
    row = _files(sheet, 5, tallies, styles)
    _reasons(sheet, row + 1, tallies, sentences, styles)
    sheets.printed(sheet, None, "退回数据 · 说明")


def _files(sheet: Any, row: int, tallies: Sequence[Tally], styles: Styles) -> int:
    _head(sheet, row, ("来源文件", "工作表", "退回行数", "主要原因"), styles)
    edge = styles(border=1, border_color=sheets.RULE, text_wrap=True)
    link = styles(border=1, border_color=sheets.RULE, font_color=sheets.ACCENT, underline=1, text_wrap=True)
    at = row
    for at, tally in enumerate(tallies, row + 1):
        target = tally.name.replace("'", "''")
        sheet.write_url(at, 1, f"internal:'{target}'!A1", link, tally.origin.file)
        put(sheet, at, 2, tally.origin.sheet, edge)
        put(sheet, at, 3, tally.rows, styles(border=1, border_color=sheets.RULE, num_format="#,##0"))
        top = sorted(tally.reasons.items(), key=lambda item: (-item[1], item[0]))[:3]
        put(sheet, at, 4, "、".join(f"{code} {n:,}" for code, n in top), edge)
    return at + 1


def _reasons(
    sheet: Any, row: int, tallies: Sequence[Tally], sentences: Callable[[str], Message], styles: Styles
) -> None:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally.reasons)
    _head(sheet, row, ("原因", "代码", "单元格数", "Reason"), styles)
    edge = {"border": 1, "border_color": sheets.RULE, "text_wrap": True}
    for at, (code, n) in enumerate(sorted(total.items(), key=lambda item: (-item[1], item[0])), row + 1):
        told = sentences(code)
        sheet.set_row(at, max(sheets.lines(told.zh, 44), sheets.lines(told.en, 70)) * 15 + 4)
        put(sheet, at, 1, told.zh, styles(**edge))
        put(sheet, at, 2, code, styles(**edge, font_color=sheets.GREY))
        put(sheet, at, 3, n, styles(**edge, num_format="#,##0"))
        put(sheet, at, 4, told.en, styles(**edge, font_color=sheets.GREY))


def _head(sheet: Any, row: int, headings: Sequence[str], styles: Styles) -> None:
    look = styles(bold=True, font_color="#FFFFFF", bg_color=sheets.ACCENT, border=1, border_color="#FFFFFF")
    for column, heading in enumerate(headings, 1):
        put(sheet, row, column, heading, look)
