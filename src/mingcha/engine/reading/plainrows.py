"""The rows of a small table that somebody kept in a spreadsheet, as text."""

from __future__ import annotations

from pathlib import Path

from mingcha.engine.reading.door import read_file
from mingcha.engine.reading.model import ReadFailure
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def read_rows(path: Path, name: str, most: int) -> list[tuple[int, list[str]]]:
    """
    The rows of the first sheet that holds any, each with its number in the file.

    Refused with the reader's own code, or `file.too_long` beyond `most` rows.
    """
    for sheet in read_file(path, name=name):
        if isinstance(sheet, ReadFailure):
            raise Refused(sheet.code, sheet.message)
        rows: list[tuple[int, list[str]]] = []
        for batch in sheet.batches():
            numbers, *columns = (column.to_pylist() for column in batch.columns)
            rows += [(number, list(cells)) for number, *cells in zip(numbers, *columns, strict=True)]
            if len(rows) > most:
                raise Refused(
                    "file.too_long",
                    Message(f"{name} 超过{most}行，请分开导入。", f"{name} has more than {most} rows: split it."),
                )
        if rows:
            return rows
    return []
