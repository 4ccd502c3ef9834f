"""Every bad input has its sentence: what happened, why, how to mend it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
import xlwt

from mingcha.engine.reading import ReadFailure

Fails = Callable[..., ReadFailure]


def workbook(path: Path, rows: int = 1) -> Path:
    """A good workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, [f"甲{row}", row])
    return path


def assert_says(failure: ReadFailure, code: str, zh: str, en: str) -> None:
    assert failure.code == code
    assert failure.message.zh == zh
    assert failure.message.en == en


def test_empty_file(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.csv").touch()
    assert_says(
        fails(tmp_path / "a.csv"),
        "file.empty",
        "文件“a.csv”是空的，没有任何内容。请确认导出是否成功后重新提交。",
        'The file "a.csv" is empty. Check that the export succeeded and hand it in again.',
    )


@pytest.mark.parametrize("content", [" \n\n", ",,,\n,,,\n", "\ufeff"])
def test_text_without_content_is_empty(tmp_path: Path, fails: Fails, content: str) -> None:
    (tmp_path / "a.csv").write_text(content, "utf-8")
    assert fails(tmp_path / "a.csv").code == "file.empty"


def test_workbook_without_content_is_empty(tmp_path: Path, fails: Fails) -> None:
    assert fails(workbook(tmp_path / "a.xlsx", rows=0)).code == "file.empty"


def test_password_protected_workbook(tmp_path: Path, fails: Fails) -> None:
    plain = workbook(tmp_path / "plain.xlsx")
    with plain.open("rb") as stream, (tmp_path / "x.xlsx").open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(stream).encrypt("secret", target)
    assert_says(
        fails(tmp_path / "x.xlsx"),
        "file.encrypted",
        "文件“x.xlsx”设有打开密码，无法读取。请在 Excel 中“另存为”不加密的副本后重新提交。",
        'The file "x.xlsx" is protected by a password and cannot be read. '
        'Use "Save as" in Excel to make a copy without a password and hand it in again.',
    )


def test_password_protected_old_workbook(tmp_path: Path, fails: Fails) -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    stream = io.BytesIO()
    book.save(stream)
    raw = stream.getvalue()
    # The first record after the beginning of the workbook becomes FILEPASS (0x2F), as in a protected workbook.
    start = raw.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    (tmp_path / "a.xls").write_bytes(raw[:start] + b"\x2f\x00" + raw[start + 2 :])
    assert fails(tmp_path / "a.xls").code == "file.encrypted"


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_truncated_zip(tmp_path: Path, fails: Fails, name: str) -> None:
    whole = workbook(tmp_path / "whole.xlsx", rows=2_000).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    assert_says(
        fails(tmp_path / name),
        "zip.truncated",
        f"文件“{name}”不完整（压缩结构的结尾缺失），可能是复制或下载中断。请重新复制后提交。",
        f'The file "{name}" is incomplete (the end of its zip structure is missing); copying or downloading was '
        "probably cut off. Copy it again and hand it in again.",
    )


def test_zip_bomb(tmp_path: Path, fails: Fails) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w") as member,
    ):
        for _ in range(200):
            member.write(bytes(1_000_000))
    failure = fails(tmp_path / "a.zip")
    packed = f"{(tmp_path / 'a.zip').stat().st_size / 1000:.1f} KB"
    assert_says(
        failure,
        "zip.bomb",
        f"文件“a.zip”解压后会从 {packed} 膨胀到 200 MB（超过 100 倍），为保护系统未读取。"
        "请导出为 CSV，或删除空白行列后另存再提交。",
        f'The file "a.zip" would expand from {packed} to 200 MB (more than 100 times) and was not read, '
        "to protect the system. Export it as CSV, or delete the blank rows and columns and save it again.",
    )


def test_workbook_of_3_6_mb_that_expands_to_428_mb(tmp_path: Path, fails: Fails) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path)
    noise = os.urandom(3_000_000)  # makes the file 3.6 MB as a whole
    row = b'<row r="1"><c r="A1" t="n"><v>1</v></c></row>'
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", noise)
        with archive.open("xl/worksheets/sheet9.xml", "w") as sheet:
            block = row * 20_000
            for _ in range(425_000_000 // len(block)):
                sheet.write(block)
    failure = fails(path)
    assert failure.code == "zip.bomb"
    assert "（超过 100 倍），为保护系统未读取。请导出为 CSV，或删除空白行列后另存再提交。" in failure.message.zh
    assert "MB (more than 100 times) and was not read, to protect the system." in failure.message.en


def test_a_directory_that_lies_about_sizes(tmp_path: Path, fails: Fails) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write(row, 0, 1)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    declared = info.file_size.to_bytes(4, "little")
    assert raw.count(declared) == 2  # local header and directory
    path.write_bytes(raw.replace(declared, (1_000).to_bytes(4, "little")))
    assert fails(path).code == "zip.bomb"


def test_too_large(tmp_path: Path, fails: Fails) -> None:
    workbook(tmp_path / "a.xlsx", rows=1_000)
    failure = fails(tmp_path / "a.xlsx", workbook_bytes=2_000)
    size = f"{(tmp_path / 'a.xlsx').stat().st_size / 1000:.1f} KB"
    assert_says(
        failure,
        "file.too_large",
        f"文件“a.xlsx”大小为 {size}，超过上限 2 KB，未读取。请拆分成较小的文件，或导出为 CSV 后提交。",
        f'The file "a.xlsx" is {size}, over the limit of 2 KB, and was not read. '
        "Split it into smaller files or export it as CSV.",
    )


@pytest.mark.parametrize(("limit", "code"), [({"members": 1}, "zip.too_many"), ({"member_bytes": 10}, "zip.too_large")])
def test_zip_limits(tmp_path: Path, fails: Fails, limit: dict[str, int], code: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "x" * 100)
        archive.writestr("b.csv", "x" * 100)
    assert fails(tmp_path / "a.zip", **limit).code == code


def test_binary(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n" * 10_000 + b"\x00\x01\x02")
    assert_says(
        fails(tmp_path / "a.csv"),
        "file.binary",
        "文件“a.csv”不是表格或文本文件（内含二进制数据），无法读取。请从原系统导出为 xlsx 或 CSV 后提交。",
        'The file "a.csv" is not a table or a text (it holds binary data) and cannot be read. '
        "Export it from its system as xlsx or CSV.",
    )


def test_html_saved_as_xls(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.xls").write_text("\n<html><body><table><tr><td>1</td></tr></table></body></html>", "utf-8")
    assert_says(
        fails(tmp_path / "a.xls"),
        "file.html",
        "文件“a.xls”扩展名是 .xls，内容却是网页（HTML）表格，无法可靠读取。请用 Excel 打开后“另存为”xlsx 再提交。",
        'The file "a.xls" is named .xls but holds an HTML page, which cannot be read reliably. '
        'Open it in Excel and use "Save as" xlsx.',
    )


def test_wrong_extension_that_cannot_be_read(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7\n...")
    assert_says(
        fails(tmp_path / "a.xlsx"),
        "file.unsupported",
        "文件“a.xlsx”的实际格式是 PDF 文档，不能作为表格读取。请导出为 xlsx、xls、CSV 或 zip 后提交。",
        'The file "a.xlsx" is in fact a PDF document and cannot be read as a table. '
        "Export it as xlsx, xls, CSV or zip.",
    )


def test_wide_text(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.csv").write_text(",".join(["x"] * 16_384) + "\n", "utf-8")
    assert_says(
        fails(tmp_path / "a.csv"),
        "sheet.too_wide",
        "“a.csv”有 16384 列含有内容，超过上限 1024 列，未读取。请删除多余的列，或检查行列是否颠倒。",
        '"a.csv" has 16384 columns with content, over the limit of 1024, and was not read. '
        "Delete surplus columns, or check whether rows and columns are swapped.",
    )


def test_no_read_permission_even_for_root(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.csv").write_text("a")
    (tmp_path / "a.csv").chmod(0)
    assert_says(
        fails(tmp_path / "a.csv"),
        "file.no_permission",
        "没有读取文件“a.csv”的权限。请联系系统管理员授予读取权限后重新运行。",
        'There is no permission to read the file "a.csv". Ask the administrator for read permission and run again.',
    )


def test_file_vanished(tmp_path: Path, fails: Fails) -> None:
    assert_says(
        fails(tmp_path / "a.csv"),
        "file.vanished",
        "文件“a.csv”在读取前被移走或删除。请放回原处后重新运行。",
        'The file "a.csv" was moved or deleted before it could be read. Put it back and run again.',
    )


def test_broken_workbook(tmp_path: Path, fails: Fails) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook")
    assert_says(
        fails(tmp_path / "a.xlsx"),
        "workbook.broken",
        "工作簿“a.xlsx”已损坏，无法读取。请用 Excel 打开并修复，“另存为”新文件后提交。",
        'The workbook "a.xlsx" is damaged and cannot be read. Open and repair it in Excel, then save it as a new file.',
    )


def test_broken_old_workbook(tmp_path: Path, fails: Fails) -> None:
    stream = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(stream)
    (tmp_path / "a.xls").write_bytes(stream.getvalue()[:3_000])
    assert fails(tmp_path / "a.xls").code in ("workbook.broken", "file.unsupported")


def test_flipped_byte_in_a_workbook(tmp_path: Path, fails: Fails) -> None:
    raw = bytearray(workbook(tmp_path / "a.xlsx", rows=500).read_bytes())
    raw[raw.index(b"xl/worksheets/sheet1.xml") + 200] ^= 0xFF
    (tmp_path / "a.xlsx").write_bytes(raw)
    assert fails(tmp_path / "a.xlsx").code == "workbook.broken"


def test_xml_entity_bomb(tmp_path: Path, fails: Fails) -> None:
    workbook(tmp_path / "good.xlsx")
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with zipfile.ZipFile(tmp_path / "good.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if "sheet1" in name else old.read(name))
    assert_says(
        fails(tmp_path / "a.xlsx"),
        "xml.entities",
        "文件“a.xlsx”的内部 XML 含有实体定义，可能是恶意文件，未读取。请用 Excel 打开后“另存为”新文件再提交。",
        'The XML inside the file "a.xlsx" defines entities, which a harmful file does; it was not read. '
        'Open it in Excel and use "Save as" to make a new file.',
    )


def test_broken_parquet(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"x" * 100 + b"PAR1")
    assert fails(tmp_path / "a.parquet").code == "parquet.broken"
