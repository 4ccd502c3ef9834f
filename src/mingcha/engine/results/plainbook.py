"""A plain table as a workbook: a header that stays in sight, cells as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mingcha.engine.results.sheets import Names, Styles, clean, new_workbook

_NARROW, _WIDE = 10, 40


def write_ledger(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, bad: int = -1) -> int:
    """
    Writes one sheet to `path`, and says how many rows; the column with the number `bad` says what is wrong with a row.
    """
    with new_workbook(path, title) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(Names().take(title))
        head, plain, wrong = styles(bold=True), styles(), styles(font_color="#B42318", text_wrap=True)
        for column, name in enumerate(header):
            sheet.set_column(column, column, _WIDE if column == bad else max(_NARROW, len(name) * 2 + 2))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, head)
        count = 0
        for count, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(count, column, clean(cell), wrong if column == bad else plain)
    return count
