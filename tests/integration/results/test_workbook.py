"""The findings workbook as a person opens it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from mingcha.engine.results.workbook import write_findings
from mingcha.engine.results.workbook_columns import COLUMNS, FIRST_HIDDEN, FIRST_INPUT
from mingcha.engine.results.workbook_rule import HEADER_ROW
from tests.factories.results import COUNTIES, finding, findings, summary, table

_HEADER = HEADER_ROW + 1  # as people count
_AT = {column.heading: i + 1 for i, column in enumerate(COLUMNS)}


@pytest.fixture
def book(tmp_path: Path) -> Any:
    rows = findings(120)
    write_findings(tmp_path / "findings.xlsx", summary(rows), rows, COUNTIES)
    return load_workbook(tmp_path / "findings.xlsx")


def test_a_sheet_per_rule_in_the_order_of_the_catalogue(book: Any) -> None:
    assert book.sheetnames[:4] == ["说明", "总览", "001 死亡后仍领低保、特困供养金", "003 死亡后仍领高龄津贴"]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_front_sheet_says_what_this_is(book: Any) -> None:
    told = "\n".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row if cell)
    for expected in ("疑点是问题，不是结论", "2020-12-31", "惠民惠农资金", "已脱敏", "A 级", "无法核实", "演示数据"):
        assert expected in told


def test_the_overview_links_to_the_sheets_and_says_what_did_not_run(book: Any) -> None:
    sheet = book["总览"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
    assert rows[1][1].hyperlink.location == "'001 死亡后仍领低保、特困供养金'!A1"
    assert isinstance(rows[1][5].value, float)
    assert (rows[16][6].value, rows[16][7].value) == ("缺数据，未运行", "缺少数据：在押服刑人员名册。")


def test_findings_come_first_and_excluded_ones_below_in_grey(book: Any) -> None:
    sheet = book.worksheets[2]
    states = [row[1] for row in sheet.iter_rows(min_row=_HEADER + 1, values_only=True)]
    assert states == sorted(states, key=("疑点", "已排除").index) and set(states) == {"疑点", "已排除"}
    grey = sheet.cell(sheet.max_row, 3)
    assert grey.font.color is not None and grey.font.color.rgb == "FF7A828A"
    assert sheet.cell(sheet.max_row, _AT["排除情形检验"]).value.startswith("适用：")


def test_the_sheet_is_ready_to_work_with(book: Any) -> None:
    sheet = book.worksheets[2]
    assert sheet.freeze_panes == f"A{_HEADER + 1}"
    assert sheet.auto_filter.ref == f"A{_HEADER}:{sheet.cell(sheet.max_row, len(COLUMNS)).coordinate}"
    assert sheet.print_title_rows == f"${_HEADER}:${_HEADER}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"查实违纪,工作差错,政策允许,数据有误,身份有误,无法核实"'
    assert str(choice.sqref).startswith(sheet.cell(_HEADER + 1, FIRST_INPUT + 1).coordinate)
    letters = [sheet.cell(1, i + 1).column_letter for i in range(FIRST_HIDDEN, len(COLUMNS))]
    assert sheet.column_dimensions[letters[0]].hidden


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "http://x.y/", "1e5"])
def test_text_is_never_a_formula_or_a_number(tmp_path: Path, start: str) -> None:
    rows = table([finding(explanation_zh=start, subject=start, fund=start)])
    write_findings(tmp_path / "f.xlsx", summary(rows), rows)
    sheet: Any = load_workbook(tmp_path / "f.xlsx").worksheets[2]
    for name in ("疑点说明", "对象", "资金"):
        cell = sheet.cell(_HEADER + 1, _AT[name])
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert str(cell.value).strip() == start.strip()


def test_amounts_are_numbers_and_missing_things_are_empty(tmp_path: Path) -> None:
    rows = table([finding(amount=Decimal("1234567.89")), finding(amount=None, county=None, fund=None, month=None)])
    write_findings(tmp_path / "f.xlsx", summary(rows), rows, COUNTIES)
    sheet: Any = load_workbook(tmp_path / "f.xlsx").worksheets[2]
    assert [sheet.cell(_HEADER + n, _AT["金额（元）"]).value for n in (1, 2)] == [1234567.89, None]
    assert [sheet.cell(_HEADER + n, _AT["县市区"]).value for n in (1, 2)] == ["衡阳县", None]


def test_a_full_sheet_goes_on_on_the_next(tmp_path: Path) -> None:
    rows = table([finding(fingerprint=str(i)) for i in range(12)])
    write_findings(tmp_path / "f.xlsx", summary(rows), rows, max_rows=_HEADER + 5)
    book = load_workbook(tmp_path / "f.xlsx")
    assert [sheet.max_row - _HEADER for sheet in book.worksheets[2:]] == [5, 5, 2]
    assert book.sheetnames[3] == "001 死亡后仍领低保、特困供养金 (2)"


def test_no_findings_is_a_workbook_too(tmp_path: Path) -> None:
    rows = table([])
    write_findings(tmp_path / "f.xlsx", summary(rows, rules=(), purpose="", unmasked=True, demo=False), rows)
    assert load_workbook(tmp_path / "f.xlsx").sheetnames == ["说明", "总览"]


def test_nothing_is_left_beside_the_workbook(tmp_path: Path) -> None:
    rows = findings(10)
    write_findings(tmp_path / "f.xlsx", summary(rows), rows)
    assert [p.name for p in tmp_path.iterdir()] == ["f.xlsx"]
