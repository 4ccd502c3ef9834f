"""`quarantine.xlsx`: the department's own rows, bad cells coloured, ready to be sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from mingcha.engine.reading.model import Origin
from mingcha.engine.results.quarantine_front import Tally, write_front
from mingcha.engine.results.quarantine_sheet import SourceSheet
from mingcha.engine.results.sheets import Names, Styles, new_workbook
from mingcha.engine.running.model import RejectedBlock
from mingcha.kernel.messages import Message


def write_quarantine(path: Path, blocks: Iterable[RejectedBlock], sentences: Callable[[str], Message]) -> None:
    """
    Write the returned rows, one sheet per source sheet; `sentences` says what a reason code means and how to mend it.

    `blocks` may stream: the blocks of one sheet may come in pieces and between those of others.
    """
    with new_workbook(path, "明察 · 退回数据") as book:
        names, styles = Names(), Styles(book)
        front = book.add_worksheet(names.take("说明"))
        sheets: dict[Origin, SourceSheet] = {}
        for block in blocks:
            if not block.rows:
                continue
            if block.origin not in sheets:
                sheets[block.origin] = SourceSheet(book, names, styles, block.origin, sentences)
            sheets[block.origin].write(block)
        for sheet in sheets.values():
            sheet.finish()
        tallies = [Tally(s.origin, s.first_name, s.rows, s.reasons) for s in sheets.values()]
        write_front(front, tallies, sentences, styles)
