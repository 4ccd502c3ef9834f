"""Old xls workbooks as sheets of text. At most 65,536 rows by 256 columns a sheet, so always in memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pyarrow as pa
from python_calamine import CalamineSheet, SheetTypeEnum, SheetVisibleEnum

from mingcha.engine.reading.batches import pack
from mingcha.engine.reading.compoundfile import CompoundFile
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.merging import fill_merged
from mingcha.engine.reading.model import Origin, RawSheet
from mingcha.engine.reading.oldrecords import is_protected, scan_sheets
from mingcha.engine.reading.parts import SheetPart
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.sheetscan import Area, Scan
from mingcha.engine.reading.source import Source
from mingcha.engine.reading.workbook import (
    calamine_rows,
    open_calamine,
    overlay,
    sheet_origin,
    sheet_remarks,
    total_width,
)
from mingcha.kernel.messages import Message


def read_xls(source: Source, origin: Origin, limits: Limits, notes: tuple[Message, ...] = ()) -> Iterator[RawSheet]:
    """Every worksheet that holds something. Refused `file.encrypted` or `workbook.broken`."""
    scans = _scans(source)
    with open_calamine(source) as book:
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                if sheet.end is not None:
                    scan = scans[index] if index < len(scans) else Scan()
                    scan.merged = [Area(*first, *last) for first, last in sheet.merged_cell_ranges or []]
                    part = SheetPart(meta.name, "", meta.visible != SheetVisibleEnum.Visible)
                    yield _sheet(sheet, sheet_origin(origin, meta.name), part, scan, limits, notes)


def _scans(source: Source) -> list[Scan]:
    with source.open() as stream:
        data = stream.read()
    try:
        compound = CompoundFile(data)
        name = next(n for n in ("Workbook", "Book") if n in compound.streams)
        stream_bytes = compound.read(name)
        if is_protected(stream_bytes):
            raise refused("file.encrypted", source.label)
        return scan_sheets(stream_bytes)
    except (ValueError, StopIteration, struct.error):
        raise refused("workbook.broken", source.label) from None


def _sheet(
    sheet: CalamineSheet, at: Origin, part: SheetPart, scan: Scan, limits: Limits, notes: tuple[Message, ...]
) -> RawSheet:
    width, blank = total_width(sheet), list[int]()
    width = max(width, *(column + 1 for _, column in scan.errors)) if scan.errors else width

    def batches() -> Iterator[pa.RecordBatch]:
        rows = overlay(calamine_rows(sheet), scan.errors)
        return pack(fill_merged(rows, scan.merged, width), width, limits.batch_rows, blank)

    said = (*notes, *sheet_remarks(part, scan, limits))
    return RawSheet(at, batches, hidden=part.hidden, notes=said, blank_rows=blank)
