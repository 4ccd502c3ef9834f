"""xlsx and xls as sheets of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
)

from mingcha.engine.reading import remarks
from mingcha.engine.reading.archive import check_archive, check_parts
from mingcha.engine.reading.batches import Row, pack
from mingcha.engine.reading.bigsheet import stream_rows
from mingcha.engine.reading.cells import render
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.merging import fill_merged
from mingcha.engine.reading.model import Origin, RawSheet, ReadFailure
from mingcha.engine.reading.parts import SheetPart, WorkbookParts, part_stream, workbook_parts
from mingcha.engine.reading.sentences import failure, refused
from mingcha.engine.reading.sheetscan import Scan, scan_sheet
from mingcha.engine.reading.source import Source
from mingcha.kernel.messages import Message


def read_xlsx(
    source: Source, origin: Origin, limits: Limits, notes: tuple[Message, ...] = ()
) -> Iterator[RawSheet | ReadFailure]:
    """Every worksheet that holds something; hidden ones too. Refused when the file is broken, encrypted or a bomb."""
    check_archive(source, limits)
    check_parts(source, limits)
    parts = workbook_parts(source)
    for sheet in parts.sheets:
        try:
            with part_stream(source, sheet.part) as stream:
                scan = scan_sheet(stream)
        except ValueError:
            raise refused("workbook.broken", source.label) from None
        at = sheet_origin(origin, sheet.name)
        if len(scan.columns) > limits.columns:
            yield failure(at, "sheet.too_wide", count=len(scan.columns), limit=limits.columns)
        elif scan.columns or scan.unnumbered:
            yield _xlsx_sheet(source, at, parts, sheet, scan, limits, notes)


def sheet_origin(origin: Origin, sheet: str) -> Origin:
    """`sheet`, or `member/sheet` for a workbook inside a zip."""
    return replace(origin, sheet=f"{origin.sheet}/{sheet}" if origin.sheet else sheet)


def _xlsx_sheet(
    source: Source,
    at: Origin,
    parts: WorkbookParts,
    sheet: SheetPart,
    scan: Scan,
    limits: Limits,
    notes: tuple[Message, ...],
) -> RawSheet:
    blank: list[int] = []
    # A stray cell far away makes a huge dense table of a small file: then the sheet is streamed, too.
    large = scan.xml_bytes > limits.sheet_in_memory or scan.box > limits.cells_in_memory
    width = min(max(scan.columns, default=0) + 1, limits.columns)

    def batches() -> Iterator[pa.RecordBatch]:
        actual, rows = (_streamed if large else _loaded)(source, parts, sheet, scan, width)
        return pack(fill_merged(rows, scan.merged, actual), actual, limits.batch_rows, blank)

    said = (*notes, *sheet_remarks(sheet, scan, limits))
    return RawSheet(at, batches, hidden=sheet.hidden, notes=said, blank_rows=blank)


def sheet_remarks(sheet: SheetPart, scan: Scan, limits: Limits) -> Iterator[Message]:
    """What the user should know about how the sheet was read."""
    if sheet.hidden:
        yield remarks.hidden(sheet.name)
    if scan.formulas > scan.formulas_without_value:
        yield remarks.formulas(scan.formulas - scan.formulas_without_value)
    if scan.formulas_without_value:
        yield remarks.formulas_without_value(scan.formulas_without_value)
    if scan.errors:
        yield remarks.errors(len(scan.errors))
    if down := sum(area.bottom > area.top for area in scan.merged):
        yield remarks.merged(down)
    far = sum(column >= limits.columns for column in scan.columns)
    if far:
        yield remarks.far_columns(far, limits.columns)


def _loaded(
    source: Source, parts: WorkbookParts, sheet: SheetPart, scan: Scan, width: int
) -> tuple[int, Iterator[Row]]:
    loaded = load(source, sheet.name)
    actual = total_width(loaded) if scan.unnumbered else width
    return actual, overlay(calamine_rows(loaded), scan.errors)


def _streamed(
    source: Source, parts: WorkbookParts, sheet: SheetPart, scan: Scan, width: int
) -> tuple[int, Iterator[Row]]:
    if scan.unnumbered:
        width = max((len(cells) for _, cells in stream_rows(source, parts, sheet.part, 1 << 14)), default=1)
        return width, stream_rows(source, parts, sheet.part, width)
    rows = stream_rows(source, parts, sheet.part, width)
    return width, takewhile(lambda row: row[0] <= scan.last_row + 1, rows)


def load(source: Source, name: str) -> CalamineSheet:
    """The sheet in memory. Refused `workbook.broken` or `file.encrypted`."""
    with open_calamine(source) as book:
        return book.get_sheet_by_name(name)


@contextmanager
def open_calamine(source: Source) -> Iterator[CalamineWorkbook]:
    """The workbook, open. What calamine finds wrong becomes Refused `workbook.broken` or `file.encrypted`."""
    try:
        with source.seekable() as stream, CalamineWorkbook.from_filelike(stream) as book:
            yield book
    except PasswordError:
        raise refused("file.encrypted", source.label) from None
    except CalamineError:
        raise refused("workbook.broken", source.label) from None
    except BaseException as panic:
        # A panic of the Rust parser arrives as a BaseException; only that one is a broken workbook.
        if type(panic).__name__ != "PanicException":
            raise
        raise refused("workbook.broken", source.label) from None


def total_width(sheet: CalamineSheet) -> int:
    """Columns from the first physical one on. `CalamineSheet.total_width` is one short."""
    return sheet.end[1] + 1 if sheet.end else 1


def calamine_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Rows from the first physical one on, numbered from 1."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [render(c) for c in cells]


def overlay(rows: Iterator[Row], errors: dict[tuple[int, int], str]) -> Iterator[Row]:
    """Put error values, which calamine leaves blank, back in their places."""
    if not errors:
        yield from rows
        return
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        by_row.setdefault(row, []).append((column, text))
    for number, cells in rows:
        for column, text in by_row.get(number - 1, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        yield number, cells
