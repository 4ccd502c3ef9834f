"""R19 and R23 through the platform: damaged numbers come back, hostile files cost little and sink nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from mingcha.datasets import queries
from mingcha.datasets.report import report_of
from mingcha.datasets.returned import open_workbook
from tests.factories.datasets import World, read_in
from tests.factories.folder import PAYMENTS, person_id

pytestmark = pytest.mark.django_db


def test_r19_damaged_numbers_are_set_aside_with_place_and_reason(world: World, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(PAYMENTS.split(","))
    for n in range(30):
        sheet.append(["农村低保", f"张三{n}", person_id(n), "1", "240.00", "202001", "成功"])
    damaged: list[object] = [
        int(person_id(3)[:15]) * 1000,
        "4.30421E+17",
        '=CONCATENATE("4304","21")',
        f"{person_id(4)[:15]}000",
    ]
    for cell in damaged:
        sheet.append(["农村低保", "李四", cell, "1", "240.00", "202001", "成功"])
    path = tmp_path / "民政局_低保发放.xlsx"
    book.save(path)
    upload = read_in(world, path)
    assert (upload.state, upload.rows, upload.quarantined) == ("read", 30, len(damaged))
    with open_workbook(upload) as file:
        returned = openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[1]
    rows = {row[0].value: str(row[-1].value) for row in returned.iter_rows(min_row=4)}
    assert list(rows) == [32, 33, 34, 35]  # the row numbers of the department's own file
    assert all("【身份证号】" in reason for reason in rows.values())
    assert any(issue.catalogue == 120 for issue in report_of(upload).issues)


def bomb(path: Path) -> Path:
    """A workbook of a few hundred kilobytes that unpacks to half a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(b" " * 1_000_000)
    return path


def entities(path: Path) -> Path:
    """A workbook whose XML declares entities."""
    good = path.with_name("good.xlsx")
    book = openpyxl.Workbook()
    book.save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + content
            target.writestr(name, content)
    return path


def locked(path: Path) -> Path:
    """The head of an encrypted workbook, and nothing behind it."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    return path


@pytest.mark.parametrize("make", [bomb, entities, locked])
def test_r23_a_hostile_file_is_refused_with_a_sentence(world: World, tmp_path: Path, make: object) -> None:
    upload = read_in(world, make(tmp_path / "低保.xlsx"))  # type: ignore[operator]
    assert upload.state == "failed"
    assert "低保.xlsx" in upload.failure_zh and upload.failure_en
    work = queries.latest_progress(upload.audit_name)
    assert work is not None and work.state == "done"
