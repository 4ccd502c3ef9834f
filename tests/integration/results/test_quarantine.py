"""The workbook that goes back to a department."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from mingcha.engine.reading.model import Origin
from mingcha.engine.results.quarantine import write_quarantine
from mingcha.engine.running.model import RejectedBlock, RejectedCell
from mingcha.kernel.messages import Message
from tests.factories.results import blocks


def _sentence(code: str) -> Message:
    return Message(f"{code}的意思。", f"what {code} means")


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    write_quarantine(tmp_path / "q.xlsx", iter(blocks()), _sentence)
    return load_workbook(tmp_path / "q.xlsx")


def test_one_sheet_per_source_sheet_even_when_its_rows_come_in_pieces(book: Workbook) -> None:
    assert len(book.sheetnames) == 3
    sheet = book.worksheets[1]
    assert [cell.value for cell in sheet[3]] == ["原行号", "序号", "姓名", "身份证号", "金额（元）", "备注", "退回原因"]
    assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == [17, 90]
    assert "农村低保发放表" in str(sheet["A1"].value) and "一季度" in str(sheet["A1"].value)


def test_the_departments_cells_stay_text(book: Workbook) -> None:
    sheet = book.worksheets[1]
    assert [(c.value, c.data_type) for c in sheet[4][1:6]] == [
        ("1", "s"), ("张三", "s"), ("4.30421E+17", "s"), ("430", "s"), ("=1+1", "s"),
    ]  # fmt: skip


def test_bad_cells_are_coloured_and_say_why(book: Workbook) -> None:
    sheet = book.worksheets[1]
    bad, good = sheet["D5"], sheet["C5"]
    assert bad.fill.fgColor.rgb == "FFFFD9D2" and good.fill.fgColor.rgb != "FFFFD9D2"
    assert bad.comment is not None and "BAD_CHECK的意思" in bad.comment.text and good.comment is None
    reason = str(sheet["G5"].value)
    assert reason.splitlines()[0] == "【身份证号】BAD_CHECK的意思。可能是 430421195001010016，仅供核对，请以原件为准。"
    assert reason.splitlines()[1] == "【金额（元）】BAD_MONEY的意思。"


def test_cells_beyond_the_header_are_not_lost(book: Workbook) -> None:
    assert [cell.value for cell in book.worksheets[2][4]][:4] == [5, None, "王五", "多出"]


def test_the_front_sheet_counts_rows_and_reasons(book: Workbook) -> None:
    cells = [cell for row in book["说明"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert 2 in cells and "EXCEL_SCI" in cells and "what EXCEL_SCI means" in cells


def test_the_same_name_of_two_files_gives_two_sheets(tmp_path: Path) -> None:
    row = ((3, ("x",), (RejectedCell(0, "BAD_DATE"),)),)
    same = [RejectedBlock(Origin(f"{county}/名册.csv"), "person", ("日期",), row) for county in ("衡阳县", "衡南县")]
    write_quarantine(tmp_path / "q.xlsx", same, _sentence)
    assert load_workbook(tmp_path / "q.xlsx").sheetnames == ["说明", "名册", "名册 (2)"]


def test_nothing_to_return_is_said(tmp_path: Path) -> None:
    write_quarantine(tmp_path / "q.xlsx", [], _sentence)
    assert load_workbook(tmp_path / "q.xlsx")["说明"]["B6"].value == "没有需要退回的行。 Nothing to return."


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield blocks()[0]
        raise KeyError("sealed rows gone")

    with pytest.raises(KeyError):
        write_quarantine(tmp_path / "q.xlsx", broken(), _sentence)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
