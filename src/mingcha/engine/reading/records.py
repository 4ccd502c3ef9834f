"""The general path for texts: Python's csv module, any quoting, any raggedness, nothing swallowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: A record that runs over more lines than this is taken for an unclosed quote.
LONGEST_RECORD = 100


@dataclass
class Survey:
    """What a pass over all records found."""

    width: int = 0  # most fields in a record
    filled: int = 0  # rightmost column with content, from 1
    records: int = 0
    unbalanced: bool = False


def survey(lines: Iterable[str], delimiter: str) -> Survey:
    """Widths of all records; stops early, `unbalanced` set, when an unclosed quote swallows lines."""
    found = Survey()
    tape, last = _Tape(lines), list[str]()
    try:
        for cells in csv.reader(tape, delimiter=delimiter):
            if len(tape.lines) > 1 and _swallowed(tape.lines, delimiter, found.width):
                found.unbalanced = True
                return found
            _measure(found, cells)
            last, tape.lines = tape.lines, []
        found.unbalanced = is_open("".join(last), delimiter)
    except (csv.Error, _Swallowed):
        found.unbalanced = True
    return found


def survey_lines(lines: Iterable[str], delimiter: str) -> tuple[Survey, int]:
    """The same when every line is a record of its own; also the number of lines whose quotes do not pair."""
    found, odd = Survey(), 0
    for line in lines:
        cells, paired = split_line(line, delimiter)
        odd += not paired
        _measure(found, cells)
    return found, odd


def _measure(found: Survey, cells: list[str]) -> None:
    found.records += 1
    found.width = max(found.width, len(cells))
    if len(cells) > found.filled:
        filled = next((i for i in range(len(cells), found.filled, -1) if cells[i - 1].strip()), 0)
        found.filled = max(found.filled, filled)


class _Swallowed(Exception):
    """A record does not end."""


class _Tape:
    """Hands lines to the csv reader and remembers those of the current record."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self.lines: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self.lines.append(line)
        if len(self.lines) > LONGEST_RECORD:
            raise _Swallowed
        return line


def _swallowed(lines: list[str], delimiter: str, width: int) -> bool:
    """
    Whether a record over several lines is really an unclosed quote.

    Its quotes do not pair (the file ended inside); or its closing quote stands before other characters, because it is
    the opening quote of a later field; or a line in its middle has as many delimiters as a whole record.
    """
    if sum(line.count('"') for line in lines) % 2:
        return True
    if is_open("".join(lines), delimiter):
        return True
    whole = max(width - 1, lines[0].count(delimiter), 2)
    return any(line.count(delimiter) >= whole for line in lines[1:-1])


def is_open(text: str, delimiter: str) -> bool:
    """Whether a quoted field in `text` does not end properly: strict csv complains."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def split_line(line: str, delimiter: str) -> tuple[list[str], bool]:
    """One line as one record; quotes are ordinary characters when they do not pair. Second: whether they paired."""
    text = line.rstrip("\r\n")
    if text.count('"') % 2 == 0:
        try:
            return next(csv.reader([text], delimiter=delimiter), []), True
        except csv.Error:
            pass
    return text.split(delimiter), False


def read_records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Records with balanced quotes; a blank line is an empty record."""
    return csv.reader(lines, delimiter=delimiter)


def read_lines(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Records when every line is one."""
    for line in lines:
        yield split_line(line, delimiter)[0]
