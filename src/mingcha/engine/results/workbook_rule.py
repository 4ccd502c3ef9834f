"""The sheet of one rule: what it asks, then a row per finding with room for the verifier's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingcha.engine.results import sheets
from mingcha.engine.results.figures import Group
from mingcha.engine.results.hits import Hit
from mingcha.engine.results.sheets import Names, Styles, put
from mingcha.engine.results.wording import OUTCOMES
from mingcha.engine.results.workbook_columns import COLUMNS, FIRST_HIDDEN, FIRST_INPUT, Kind, cells
from mingcha.engine.running.model import RuleReport

HEADER_ROW = 4  # zero-based; the banner stands above
_LINE, _MAX_HEIGHT = 14.0, 400.0
#: Days are text, so that a typed 20210301 is not taken for a serial number.
_LOOK: Mapping[Kind, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "long": {"text_wrap": True},
    "fine": {"text_wrap": True, "font_size": 9},
    "money": {"num_format": "#,##0.00"},
    "centre": {"align": "center"},
    "input": {"text_wrap": True, "bg_color": sheets.INPUT, "num_format": "@"},
    "choice": {"bg_color": sheets.INPUT, "align": "center"},
    "day": {"bg_color": sheets.INPUT, "align": "center", "num_format": "@"},
    "hidden": {},
}
#: Wrapped columns: how much more than its nominal width a line of the font holds; and smaller type than the usual.
_ROOM: Mapping[Kind, float] = {"text": 1.0, "long": 1.0, "fine": 1.15}
_SIZE: Mapping[Kind, float] = {"fine": 0.9}


class RuleSheets:
    """Writes one rule's hits, on a second sheet when the first is full."""

    def __init__(self, book: Any, names: Names, styles: Styles, max_rows: int = sheets.MAX_ROWS) -> None:
        self._book, self._names, self._styles, self._max = book, names, styles, max_rows
        self._looks = {excluded: [self._cell(c.kind, excluded) for c in COLUMNS] for excluded in (False, True)}

    def write(
        self, title: str, report: RuleReport | None, group: Group, hits: Iterable[Hit], counties: Mapping[int, str]
    ) -> str:
        """Write the sheets of one rule; the name of the first."""
        rule = report.rule if report else None
        sheet, name, row = None, "", self._max
        for number, hit in enumerate(hits, 1):
            if sheet is None or row >= self._max:
                self._finish(sheet, row)
                sheet, taken = self._begin(title, report, group)
                name, row = name or taken, HEADER_ROW + 1
            self._hit(sheet, row, cells(number, hit, rule, counties), hit.excluded)
            row += 1
        self._finish(sheet, row)
        return name

    def _begin(self, title: str, report: RuleReport | None, group: Group) -> tuple[Any, str]:
        name = self._names.take(title)
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(sheets.ACCENT)
        for i, column in enumerate(COLUMNS):
            sheet.set_column(i, i, column.width, None, {"hidden": column.kind == "hidden"})
        self._banner(sheet, title, report, group)
        sheet.set_row(HEADER_ROW, 24)
        for i, column in enumerate(COLUMNS):
            asked = FIRST_INPUT <= i < FIRST_HIDDEN
            put(sheet, HEADER_ROW, i, column.heading, self._heading("#7A5B00" if asked else sheets.ACCENT))
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        sheets.printed(sheet, HEADER_ROW, title)
        return sheet, name

    def _heading(self, colour: str) -> Any:
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "align": "center", "valign": "vcenter"}
        return self._styles(**look, border=1, border_color="#FFFFFF", text_wrap=True)

    def _banner(self, sheet: Any, title: str, report: RuleReport | None, group: Group) -> None:
        sheet.set_row(0, 26)
        put(sheet, 0, 0, title, self._styles(bold=True, font_size=15, font_color=sheets.ACCENT, valign="vcenter"))
        if report is None:
            return
        rule = report.rule
        basis = f"　依据：{'；'.join(rule.basis)}" if rule.basis else ""
        told = f"规则 {rule.id} 第 {rule.version} 版　疑点 {group.findings:,} 条　已排除 {group.excluded:,} 条{basis}"
        put(sheet, 1, 0, told, self._styles(font_color=sheets.GREY))
        for row, word, text in ((2, "请核实：", rule.verify.zh), (3, "可以澄清：", rule.clears.zh)):
            put(sheet, row, 0, word + text, self._styles(bold=row == 2))

    def _hit(self, sheet: Any, row: int, values: list[object], excluded: bool) -> None:
        texts = ((str(v), c) for v, c in zip(values, COLUMNS, strict=True) if v and c.kind in _ROOM)
        tall = max(sheets.lines(text, c.width * _ROOM[c.kind]) * _LINE * _SIZE.get(c.kind, 1) for text, c in texts)
        sheet.set_row(row, min(_MAX_HEIGHT, tall + 5))
        for i, (value, look) in enumerate(zip(values, self._looks[excluded], strict=True)):
            put(sheet, row, i, value, look)

    def _cell(self, kind: Kind, excluded: bool) -> Any:
        ink = {"font_color": sheets.GREY, "italic": kind == "long"} if excluded else {}
        return self._styles(**_LOOK[kind], **ink, border=1, border_color=sheets.RULE)

    def _finish(self, sheet: Any, end: int) -> None:
        """Filter and drop-down over the rows written. The hidden columns belong to the filter so that they move too."""
        if sheet is None:
            return
        sheet.autofilter(HEADER_ROW, 0, end - 1, len(COLUMNS) - 1)
        choice = {
            "validate": "list",
            "source": [word.zh for word in OUTCOMES.values()],
            "error_title": "核查结论",
            "error_message": "请从下拉列表中选择六种结论之一。",
        }
        sheet.data_validation(HEADER_ROW + 1, FIRST_INPUT, end - 1, FIRST_INPUT, choice)
        sheet.print_area(0, 0, end - 1, FIRST_HIDDEN - 1)
