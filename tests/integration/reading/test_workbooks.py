"""xlsx and xls: every cell as text, on both paths."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from mingcha.engine.reading import ReadFailure

from .conftest import Read, Sheet

ReadOne = Callable[..., Sheet]

#: In memory, and streamed.
PATHS = pytest.mark.parametrize("limits", [{}, {"sheet_in_memory": 0}], ids=["memory", "streamed"])

NOON = dt.datetime(2020, 1, 31, 12, 30, 5)


def write(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    """A workbook with one sheet; dates get a date format, date-times one with a time."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss", **options}) as book:
        sheet = book.add_worksheet("明细")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return path


@PATHS
def test_each_kind_of_cell(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    cells = ["430421199001011234", 12, 0.01365, 430421199001011234, 0.1 + 0.2, 1e-7, -3.5, True, NOON, "a\nb", " x "]
    sheet = read_one(
        write(tmp_path / "a.xlsx", [cells, [dt.date(2020, 1, 31), False, 1e15, 999_999_999_999_999]]), **limits
    )
    assert sheet.rows[1] == [
        "430421199001011234",
        "12",
        "0.01365",
        "430421199001011000",
        "0.3",
        "0.0000001",
        "-3.5",
        "TRUE",
        "2020-01-31 12:30:05",
        "a\nb",
        " x ",
    ]
    assert sheet.rows[2][:4] == ["2020-01-31", "FALSE", "1000000000000000", "999999999999999"]
    assert sheet.raw.encoding == ""
    assert sheet.raw.origin.sheet == "明细"


@PATHS
@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("yyyy-mm-dd", 43861, "2020-01-31"),
        ('yyyy"年"m"月"d"日"', 43861, "2020-01-31"),
        ("[$-804]yyyy/m/d;@", 43861, "2020-01-31"),
        ("yyyy/m/d h:mm", 43861.25, "2020-01-31 06:00:00"),
        ("h:mm:ss", 0.75, "18:00:00"),
        ("[h]:mm", 1.5, "36:00:00"),
        ("#,##0.00", 43861, "43861"),
        ('0.00"元"', 43861.5, "43861.5"),
        ("[Red]0", 5, "5"),
        ("@", 5, "5"),
    ],
)
def test_number_formats(
    tmp_path: Path, read_one: ReadOne, limits: dict[str, int], code: str, number: float, text: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_number(0, 0, number, book.add_format({"num_format": code}))
    assert read_one(tmp_path / "a.xlsx", **limits).rows == {1: [text]}


@PATHS
@pytest.mark.parametrize("number_format", [14, 27, 31, 57, 58])
def test_built_in_chinese_date_formats(
    tmp_path: Path, read_one: ReadOne, limits: dict[str, int], number_format: int
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_number(0, 0, 43861, book.add_format({"num_format": number_format}))
    assert read_one(tmp_path / "a.xlsx", **limits).rows == {1: ["2020-01-31"]}


@PATHS
def test_days_of_old_macintosh_workbooks(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    path = write(tmp_path / "a.xlsx", [[dt.datetime(2020, 1, 31)]], date_1904=True)
    assert read_one(path, **limits).rows == {1: ["2020-01-31"]}


@PATHS
def test_rows_keep_their_numbers_and_blank_ones_are_counted(
    tmp_path: Path, read_one: ReadOne, limits: dict[str, int]
) -> None:
    sheet = read_one(write(tmp_path / "a.xlsx", [[], [], ["a", "b"], [], ["", "  "], ["1"], [""]]), **limits)
    assert sheet.rows == {3: ["a", "b"], 6: ["1", ""]}
    assert sheet.blank == 4


@PATHS
def test_merged_areas_are_filled_but_make_no_rows(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "发放表")
        sheet.merge_range("A2:A4", "甘溪村")
        sheet.write("B2", "张伟")
        sheet.write("B4", "李娜")
        sheet.write("C5", "合计")
    read = read_one(tmp_path / "a.xlsx", **limits)
    assert read.rows == {
        1: ["发放表", "发放表", "发放表"],
        2: ["甘溪村", "张伟", ""],
        4: ["甘溪村", "李娜", ""],
        5: ["", "", "合计"],
    }
    assert read.blank == 1
    assert read.notes == ["有 1 处跨行的合并单元格，已用左上角的值补全。"]


@PATHS
def test_formulas_are_read_as_their_last_values(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '="甲"&"乙"', None, "甲乙")
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D1", "=A9", None, "#N/A")
        sheet.write_formula("E1", "=TRUE", None, True)
        sheet.write_formula("F3", "=A9", None, "#REF!")  # alone in the last row and column
    read = read_one(tmp_path / "a.xlsx", **limits)
    assert read.rows == {1: ["2", "甲乙", "#DIV/0!", "#N/A", "TRUE", ""], 3: ["", "", "", "", "", "#REF!"]}
    assert read.notes == [
        "有 6 个公式单元格，按最后一次计算的结果读取。",
        "有 3 个单元格是错误值（如 #N/A），按原样读取。",
    ]
    assert [note.en for note in read.raw.notes] == [
        "6 formula cells were read as their last values.",
        "3 cells hold error values (such as #N/A); they were read as they are.",
    ]


@PATHS
def test_formulas_without_a_value_are_blank_and_said(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    sheet.append(["a", "=1+1", "=SUM(A1:A9)"])
    sheet.append(["b", 3, "c"])
    book.save(tmp_path / "a.xlsx")
    read = read_one(tmp_path / "a.xlsx", **limits)
    assert read.rows == {1: ["a", "", ""], 2: ["b", "3", "c"]}
    assert read.notes == ["有 2 个公式单元格没有保存计算结果，按空白读取。请用 Excel 打开并保存一次。"]
    assert read.raw.notes[0].en == (
        "2 formula cells hold no computed value and were read as blank. Open and save the file once in Excel."
    )


@PATHS
def test_a_stray_cell_far_away_costs_nothing(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1_048_575, 16_383, "x")
    read = read_one(tmp_path / "a.xlsx", **limits)
    assert read.rows == {1: ["a", "b", *[""] * 1022]}
    assert read.blank == 1_048_575
    assert read.notes == ["第 1024 列以右还有 1 列含有零星内容，未读取。"]
    assert read.raw.notes[0].en == "1 columns to the right of column 1024 hold stray content; they were not read."


@PATHS
def test_thousands_of_formatted_empty_columns_are_dropped(
    tmp_path: Path, read_one: ReadOne, limits: dict[str, int]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, ["a", "b"])
        for column in range(2, 16_384):
            sheet.write_blank(0, column, None, bold)
    assert read_one(tmp_path / "a.xlsx", **limits).rows == {1: ["a", "b"]}


@PATHS
def test_cells_without_references(tmp_path: Path, read_one: ReadOne, limits: dict[str, int]) -> None:
    write(tmp_path / "a.xlsx", [["a", "b"], [1, 2.5]])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for ref in (b' r="A1"', b' r="B1"', b' r="A2"', b' r="B2"', b' r="1"', b' r="2"'):
                part = part.replace(ref, b"") if "sheet1" in name else part
            new.writestr(name, part)
    assert read_one(tmp_path / "b.xlsx", **limits).rows == {1: ["a", "b"], 2: ["1", "2.5"]}


def test_all_sheets_are_read_and_hidden_ones_said(tmp_path: Path, read: Read) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("一月").write(0, 0, "x")
        hidden = book.add_worksheet("旧表")
        hidden.write(0, 0, "y")
        hidden.hide()
        book.add_worksheet("Sheet3")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=一月!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)
    sheets = read(tmp_path / "a.xlsx")
    assert [(s.raw.origin.sheet, s.raw.hidden, s.notes) for s in sheets if isinstance(s, Sheet)] == [
        ("一月", False, []),
        ("旧表", True, ["工作表“旧表”是隐藏的，已一并读取。"]),
    ]
    assert len(sheets) == 2


def test_old_workbooks(tmp_path: Path, read: Read) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, 3, "标题")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, value in enumerate(["430421199001011234", 430421199001011234.0, 0.5, True]):
        sheet.write(2, column, value)
    sheet.write(3, 0, dt.datetime(2020, 1, 31), date)
    sheet.write_merge(3, 4, 1, 1, "甘溪村")
    sheet.write(4, 3, 7)
    sheet.row(5).set_cell_error(0, "#REF!")
    sheet.write(5, 1, xlwt.Formula("1+1"))
    hidden = book.add_sheet("旧表")
    hidden.write(0, 0, "y")
    hidden.visibility = 1
    book.save(str(tmp_path / "a.xls"))
    first, second = read(tmp_path / "a.xls")
    assert isinstance(first, Sheet)
    assert isinstance(second, Sheet)
    assert first.rows == {
        1: ["标题", "标题", "标题", "标题"],
        3: ["430421199001011234", "430421199001011000", "0.5", "TRUE"],
        4: ["2020-01-31", "甘溪村", "", ""],
        5: ["", "甘溪村", "", "7"],
        6: ["#REF!", "", "", ""],
    }
    assert first.blank == 1
    assert first.notes == [
        "有 1 个公式单元格，按最后一次计算的结果读取。",
        "有 1 个单元格是错误值（如 #N/A），按原样读取。",
        "有 1 处跨行的合并单元格，已用左上角的值补全。",
    ]
    assert second.raw.hidden
    assert second.notes == ["工作表“旧表”是隐藏的，已一并读取。"]


def test_a_workbook_under_a_text_name_is_read_and_said(tmp_path: Path, read_one: ReadOne) -> None:
    write(tmp_path / "a.xlsx", [["a"]]).rename(tmp_path / "a.csv")
    sheet = read_one(tmp_path / "a.csv")
    assert sheet.rows == {1: ["a"]}
    assert sheet.notes == ["扩展名是“.csv”，实际内容是xlsx 工作簿，已按xlsx 工作簿读取。"]


def test_too_many_filled_columns_refuse_the_sheet_alone(tmp_path: Path, read: Read) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("宽表").write_row(0, 0, ["x"] * 16_384)
        book.add_worksheet("正常").write(0, 0, "x")
    wide, fine = read(tmp_path / "a.xlsx")
    assert isinstance(wide, ReadFailure)
    assert wide.code == "sheet.too_wide"
    assert (
        wide.message.zh
        == "“a.xlsx/宽表”有 16384 列含有内容，超过上限 1024 列，未读取。请删除多余的列，或检查行列是否颠倒。"
    )
    assert wide.message.en == (
        '"a.xlsx/宽表" has 16384 columns with content, over the limit of 1024, and was not read. '
        "Delete surplus columns, or check whether rows and columns are swapped."
    )
    assert isinstance(fine, Sheet)
