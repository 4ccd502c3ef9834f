"""Figures as workbooks: numbers as numbers, words as words, never a formula; what is hidden says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mingcha.appeals.bulletins import Sheet
from mingcha.appeals.rate_tables import CUTS, Reading, Row
from mingcha.appeals.rates import COUNTS, PUBLISHED, RATES, share
from mingcha.datasets import engine
from mingcha.engine.results.sheets import Names, Styles, new_workbook, printed, put
from mingcha.engine.store.layout import spilling
from mingcha.kernel.messages import Message
from mingcha.org.language import say

HIDDEN = Message("＜5", "<5")
_TOTAL = Message("合计", "total")


@dataclass(frozen=True)
class Page:
    """A worksheet: its title, its headings and its lines."""

    title: str
    head: Sequence[str]
    lines: Sequence[Sequence[object]]


def of_reading(reading: Reading) -> Page:
    """The table that is on the page of the rates."""
    codes = list(COUNTS if reading.whole else PUBLISHED)
    title = f"{reading.area} {say(reading.asked.month.title)} {say(CUTS[reading.asked.by])}"
    return _page(title, [*reading.rows, _sum(reading.total)], codes)


def of_sheet(sheet: Sheet) -> list[Page]:
    """A bulletin: its lines, and a worksheet for each table."""
    first = Page(
        f"{sheet.bulletin.area} {say(sheet.month.title)}",
        [say(Message("项目", "line")), say(Message("件数", "count"))],
        [(say(title), say(HIDDEN) if count is None else count) for title, count in sheet.lines],
    )
    return [first, *(_page(say(title), [*rows, _sum(sheet.total)], list(PUBLISHED)) for title, rows in sheet.tables)]


def _sum(total: Row) -> Row:
    return Row("", say(_TOTAL), total.counts, total.days, total.workdays)


def _page(title: str, rows: Sequence[Row], codes: Sequence[str]) -> Page:
    head = ["", *(say(COUNTS[code]) for code in codes), *(f"{say(rate[0])}（%）" for rate in RATES.values())]
    lines = []
    for row in rows:
        counts = (say(HIDDEN) if (n := row.counts.get(code)) is None else n for code in codes)
        shares = (None if (f := share(row.counts, code)) is None else round(float(f) * 100, 2) for code in RATES)
        lines.append([row.name, *counts, *shares])
    return Page(title, head, lines)


def sent(name: str, pages: Sequence[Page]) -> HttpResponse:
    """The workbook as an answer: some hundred lines at most."""
    with spilling(engine.layout()) as folder:
        path = folder / "rates.xlsx"
        _write(path, pages)
        return HttpResponse(
            path.read_bytes(),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )


def _write(path: Path, pages: Sequence[Page]) -> None:
    names = Names()
    with new_workbook(path, pages[0].title) as book:
        style = Styles(book)
        for page in pages:
            sheet = book.add_worksheet(names.take(page.title))
            printed(sheet, 0, page.title)
            sheet.set_column(0, 0, 26)
            sheet.freeze_panes(1, 1)
            for row, line in enumerate((page.head, *page.lines)):
                for column, value in enumerate(line):
                    put(sheet, row, column, value, style(bold=row == 0, text_wrap=row == 0))
