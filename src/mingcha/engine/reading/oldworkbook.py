"""Old xls workbooks as sheets of text. At most 65,536 rows by 256 columns a sheet, so always in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum

from mingcha.engine.reading import remarks
from mingcha.engine.reading.batches import pack
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.merging import fill_merged
from mingcha.engine.reading.model import Origin, RawSheet
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.sheetscan import Area
from mingcha.engine.reading.source import Source
from mingcha.engine.reading.workbook import calamine_rows, open_calamine, sheet_origin, total_width
from mingcha.kernel.messages import Message


def read_xls(source: Source, origin: Origin, limits: Limits, notes: tuple[Message, ...] = ()) -> Iterator[RawSheet]:
    """Every worksheet of an old workbook; at most 65,536 rows by 256 columns each, so always in memory."""
    with open_calamine(source) as book:
        sheets = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        for meta in sheets:
            try:
                sheet = book.get_sheet_by_name(meta.name)
            except CalamineError:
                raise refused("workbook.broken", source.label) from None
            if sheet.end is not None:
                hidden = meta.visible != SheetVisibleEnum.Visible
                yield _xls_sheet(sheet, sheet_origin(origin, meta.name), hidden, limits, notes)


def _xls_sheet(sheet: CalamineSheet, at: Origin, hidden: bool, limits: Limits, notes: tuple[Message, ...]) -> RawSheet:
    areas = [Area(*top_left, *bottom_right) for top_left, bottom_right in sheet.merged_cell_ranges or []]
    width, blank = total_width(sheet), list[int]()
    said = [*notes]
    if hidden:
        said.append(remarks.hidden(sheet.name))
    if down := sum(area.bottom > area.top for area in areas):
        said.append(remarks.merged(down))

    def batches() -> Iterator[pa.RecordBatch]:
        return pack(fill_merged(calamine_rows(sheet), areas, width), width, limits.batch_rows, blank)

    return RawSheet(at, batches, hidden=hidden, notes=tuple(said), blank_rows=blank)
