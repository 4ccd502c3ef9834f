"""csv, txt and tsv: encodings, delimiters, quotes, rows that keep their numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mingcha.engine.reading import ReadFailure

from .conftest import Sheet

ReadOne = Callable[..., Sheet]

TABLE = "身份证号,姓名,金额\r\n430421199001011234,张伟,100.00\r\n430421199101011234,李娜,\r\n"
ROWS = {
    1: ["身份证号", "姓名", "金额"],
    2: ["430421199001011234", "张伟", "100.00"],
    3: ["430421199101011234", "李娜", ""],
}


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_each_encoding_gives_the_same_rows(tmp_path: Path, read_one: ReadOne, codec: str, said: str) -> None:
    path = tmp_path / "a.csv"
    bom = b"\xfe\xff" if codec == "utf-16-be" else b""
    path.write_bytes(bom + TABLE.encode(codec))
    sheet = read_one(path)
    assert sheet.rows == ROWS
    assert sheet.raw.encoding == said
    assert sheet.notes == []


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_under_title_rows(tmp_path: Path, read_one: ReadOne, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    lines = ["某县发放表", "单位：元", *(delimiter.join(["甲、乙", "1,5", f"{i}"]) for i in range(9)), "合计"]
    if delimiter == ",":
        lines = [line.replace("1,5", '"1,5"') for line in lines]
    path.write_text("\n".join(lines), "utf-8")
    sheet = read_one(path)
    assert sheet.rows[1] == ["某县发放表", "", ""]
    assert sheet.rows[11] == ["甲、乙", "1,5", "8"]
    assert sheet.rows[12] == ["合计", "", ""]


def test_blank_lines_count_and_are_counted(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n\n,\n \u3000,\n1,2\n\n", "utf-8")
    sheet = read_one(path)
    assert sheet.rows == {1: ["a", "b"], 5: ["1", "2"]}
    assert sheet.blank == 4


def test_quoted_fields_keep_delimiters_quotes_and_newlines(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n"x,\ny","say ""hi"""\n1,5" pipe\n')
    sheet = read_one(path)
    assert sheet.rows == {1: ["a", "b"], 2: ["x,\ny", 'say "hi"'], 3: ["1", '5" pipe']}
    assert sheet.notes == []


@pytest.mark.parametrize("closing", ["", 'x,"tail",1\n'])
def test_an_unclosed_quote_swallows_no_rows(tmp_path: Path, read_one: ReadOne, closing: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b,c\n1,"open,3\n' + '4,"5,5",6\n' * 5 + closing, "utf-8")
    sheet = read_one(path)
    assert sheet.rows[2] == ["1", '"open', "3"]
    assert sheet.rows[3] == ["4", "5,5", "6"]
    assert len(sheet.rows) == 7 + bool(closing)
    assert sheet.notes == ["有 1 行的引号不成对，这些行按普通字符读取引号。"]
    assert (
        sheet.raw.notes[0].en == "1 lines have unpaired quotes; in these lines quotes were read as ordinary characters."
    )


def test_mixed_encodings_are_decoded_line_by_line(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    utf8, gbk = "张伟,金兰镇甘溪村\n".encode(), "李娜,洪市镇\n".encode("gb18030")
    path.write_bytes(b"a,b\n" + utf8 * 3 + gbk * 2)
    sheet = read_one(path)
    assert sheet.rows == {
        1: ["a", "b"],
        **{n: ["张伟", "金兰镇甘溪村"] for n in (2, 3, 4)},
        5: ["李娜", "洪市镇"],
        6: ["李娜", "洪市镇"],
    }
    assert sheet.raw.encoding == "mixed"
    assert sheet.notes == ["文件混用两种编码：3 行为 UTF-8，2 行为 GB18030，已逐行识别。"]
    assert sheet.raw.notes[0].en == (
        "The file mixes encodings: 3 lines in UTF-8, 2 lines in GB18030; each was decoded alone."
    )


def test_bytes_in_no_encoding_stay_visible(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,村\n张伟,甘溪\n".encode() + b"\xff\xfe\xff,1\n")
    sheet = read_one(path)
    assert sheet.rows[2] == ["张伟", "甘溪"]
    assert "\ufffd" in sheet.rows[3][0]
    assert sheet.rows[3][1] == "1"
    assert sheet.notes == ["有 1 行含无法识别的字符，已用“\ufffd”标出。"]
    assert sheet.raw.notes[0].en == '1 lines hold undecodable bytes, shown as "\ufffd".'


def test_old_macintosh_line_ends(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\r1,2\r3,4\r")
    assert read_one(path).rows == {1: ["a", "b"], 2: ["1", "2"], 3: ["3", "4"]}


def test_ragged_rows_keep_every_cell(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,3,4\n5\n", "utf-8")
    assert read_one(path).rows == {1: ["a", "b", "", ""], 2: ["1", "2", "3", "4"], 3: ["5", "", "", ""]}


def test_a_sheet_can_be_read_again(tmp_path: Path, read: Callable[..., list[Sheet | ReadFailure]]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n\n1\n", "utf-8")
    (sheet,) = read(path)
    assert isinstance(sheet, Sheet)
    assert [b.num_rows for b in sheet.raw.batches()] == [2]
    assert [b.num_rows for b in sheet.raw.batches()] == [2]
    assert sheet.raw.blank_rows == [1]


def test_text_under_a_workbook_name_is_read_and_said(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "名单.xls"
    path.write_text("a\tb\n1\t2\n", "gb18030")
    sheet = read_one(path)
    assert sheet.rows == {1: ["a", "b"], 2: ["1", "2"]}
    assert sheet.notes == ["扩展名是“.xls”，实际内容是文本表格，已按文本表格读取。"]
    assert sheet.raw.notes[0].en == 'The extension is ".xls", the content is a text table; it was read as a text table.'
