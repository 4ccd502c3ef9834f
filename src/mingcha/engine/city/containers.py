"""Files as departments save them: csv in three encodings, tab-separated text, zip, workbooks."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from mingcha.engine.city.cells import Cell

CODECS = {
    "csv-gb": "gb18030",
    "csv-bom": "utf-8-sig",
    "csv-utf8": "utf-8",
    "txt-utf8": "utf-8",
    "zip-csv-gb": "gb18030",
}
STAMP = datetime(2021, 1, 5, 9, 0, 0, tzinfo=UTC)  # a fixed time, so that the same seed gives the same bytes


@dataclass(slots=True)
class Sheet:
    """One worksheet, or the one table of a text file: physical rows, and merged headings as (row, from, to)."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)


def is_workbook(kind: str) -> bool:
    """Whether a container has worksheets."""
    return kind == "xlsx"


def extension(kind: str) -> str:
    """File name ending."""
    return {"xlsx": ".xlsx", "txt-utf8": ".txt", "zip-csv-gb": ".zip"}.get(kind, ".csv")


def save(path: Path, kind: str, sheets: list[Sheet]) -> None:
    """Write one file."""
    if is_workbook(kind):
        _workbook(path, sheets)
    elif kind == "zip-csv-gb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for sheet in sheets:
                archive.writestr(
                    zipfile.ZipInfo(sheet.name, STAMP.timetuple()[:6]), _text(sheet, ",").encode("gb18030")
                )
    else:
        path.write_bytes(_text(sheets[0], "\t" if kind == "txt-utf8" else ",").encode(CODECS[kind]))


def _text(sheet: Sheet, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(sheet.rows)
    return out.getvalue()


def _workbook(path: Path, sheets: list[Sheet]) -> None:
    options = {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": STAMP.replace(tzinfo=None), "title": "演示"})
        day = book.add_format({"num_format": "yyyy/m/d"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            for number, cells in enumerate(sheet.rows):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        page.write_datetime(number, column, value, day)
                    elif value not in ("", None):
                        page.write(number, column, value)
            for row, first, last in sheet.merges:
                page.merge_range(row, first, row, last, sheet.rows[row][first])
