"""Delimiters, unclosed quotes, merged areas, worksheet scans, compound files."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.engine.reading.compoundfile import MAGIC, CompoundFile
from mingcha.engine.reading.delimiter import find_delimiter
from mingcha.engine.reading.merging import fill_merged
from mingcha.engine.reading.records import split_line, survey
from mingcha.engine.reading.sheetscan import Area, column_index, scan_sheet


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["a,b", "1,2"], ","),
        (["姓名\t地址", "张\t甲,乙", "李\t丙"], "\t"),
        (["a;b", "1,5;2,5"], ";"),
        (["sep=;", "a,b;c"], ";"),
        (["只有一列", "甲"], ","),
        ([], ","),
        (["标题", "", "a|b|c", "1|2|3", "合计||"], "|"),
    ],
)
def test_delimiters(lines: list[str], delimiter: str) -> None:
    assert find_delimiter(lines) == delimiter


@pytest.mark.parametrize(
    ("text", "unbalanced"),
    [
        ('a,b\n"x\ny",1\n', False),
        ('a,b,c\n"甲,乙\n丙,丁\n",1,2\n', False),
        ('a,b\n1,5" pipe\n', False),
        ('a,b\n1,"open\n2,3\n', True),
        ('a,b\n1,"open', True),
        ('a,b,c\n1,"open,2\n1,2,3\n4,"x",5\n', True),
        ('a,b\n1,"' + "x\n" * 200 + '"\n', True),
    ],
)
def test_unclosed_quotes(text: str, unbalanced: bool) -> None:
    assert survey(io.StringIO(text, newline=""), ",").unbalanced == unbalanced


def test_only_the_unpaired_line_reads_quotes_as_characters() -> None:
    assert split_line('1,"a,b"\r\n', ",") == (["1", "a,b"], True)
    assert split_line('1,"a,b\n', ",") == (["1", '"a', "b"], False)


def test_merged_values_reach_no_blank_row_and_no_further_than_the_width() -> None:
    rows = [(1, ["村", "甲"]), (2, ["", ""]), (3, ["", "乙"]), (4, ["", "丙"])]
    assert list(fill_merged(rows, [Area(0, 0, 2, 0), Area(3, 1, 3, 16_383)], 3)) == [
        (1, ["村", "甲"]),
        (2, ["", ""]),
        (3, ["村", "乙"]),
        (4, ["", "丙", "丙"]),
    ]


@given(st.integers(0, 16_383))
def test_column_letters(index: int) -> None:
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    assert column_index(letters.encode()) == index


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_scan(prefix: str) -> None:
    xml = """<p:worksheet><p:sheetData><p:row r="2"><p:c r="B2" t="s"><p:v>0</p:v></p:c><p:c r="XFD2" s="1"/>
    <p:c r="C2"><p:f>A1</p:f><p:v>3</p:v></p:c><p:c r="D2"><p:f>A1</p:f><p:v></p:v></p:c></p:row>
    <p:row r="9"><p:c r="E9" t="e"><p:f>A1</p:f><p:v>#REF!</p:v></p:c></p:row></p:sheetData>
    <p:mergeCells count="1"><p:mergeCell ref="A1:B3"/></p:mergeCells></p:worksheet>""".replace("p:", prefix)
    scan = scan_sheet(io.BytesIO(xml.encode()))
    assert scan.columns == {1, 2, 3, 4}
    assert scan.last_row == 8
    assert (scan.formulas, scan.formulas_without_value) == (3, 1)
    assert scan.errors == {(8, 4): "#REF!"}
    assert scan.merged == [Area(0, 0, 2, 1)]


@given(st.binary(max_size=2_000))
def test_broken_compound_files_raise_nothing_else(data: bytes) -> None:
    with pytest.raises(ValueError):
        CompoundFile(MAGIC + data).read("Workbook")
