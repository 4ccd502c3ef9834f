"""
One fast pass over a worksheet's XML for what calamine does not tell.

It finds the extent of filled cells (before anything is allocated for it), error values, formulas with and without a
value, and merged areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

_BLOCK = 1 << 20
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
#: A cell with content: not closed at once.
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?<!/)>')
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)(?<!/)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)(?=(.{0,24}))", re.DOTALL
)
_VALUE = re.compile(rb"\s*<(?:\w+:)?v(?:\s[^>]*)?(?<!/)>[^<]")
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_REF = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_LONGEST_ROW = 64 << 20


@dataclass(frozen=True)
class Area:
    """A merged area; rows and columns from 0, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Scan:
    """What one pass over the XML found. Rows and columns from 0."""

    columns: set[int] = field(default_factory=set)  # with at least one filled cell
    last_row: int = -1
    xml_bytes: int = 0
    unnumbered: bool = False  # cells carry no reference: only their order places them
    formulas: int = 0
    formulas_without_value: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)

    @property
    def box(self) -> int:
        """Cells a dense table of the sheet would have."""
        return (max(self.columns, default=-1) + 1) * (self.last_row + 1)


def scan_sheet(stream: IO[bytes]) -> Scan:
    """Scan the XML in `stream` in pieces that end at a row's end. ValueError when a row never ends."""
    scan = Scan()
    for piece in _pieces(stream):
        scan.xml_bytes += len(piece)
        _scan_cells(piece, scan)
        if b't="e"' in piece:
            _scan_errors(piece, scan)
        if b"f>" in piece or b"<f" in piece:
            _scan_formulas(piece, scan)
        if b"mergeCell" in piece:
            scan.merged += [_area(m) for m in _MERGE.finditer(piece)]
    return scan


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(_BLOCK):
        rest += block
        if len(rest) > _LONGEST_ROW:
            raise ValueError("a row of the worksheet never ends")
        cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"), rest.rfind(b"<mergeCell "))
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _scan_cells(piece: bytes, scan: Scan) -> None:
    refs = _FILLED.findall(piece)
    if refs:
        scan.columns.update(column_index(letters) for letters in {letters for letters, _ in refs})
        scan.last_row = max(scan.last_row, int(refs[-1][1]) - 1)
    elif not scan.unnumbered and _ANY_CELL.search(piece) and not _REF.search(piece):
        scan.unnumbered = True


def _scan_errors(piece: bytes, scan: Scan) -> None:
    for match in _ERROR.finditer(piece):
        ref = _REF.search(match[1])
        if ref:
            scan.errors[int(ref[2]) - 1, column_index(ref[1])] = match[2].decode("ascii", "replace")


def _scan_formulas(piece: bytes, scan: Scan) -> None:
    for match in _FORMULA_CELL.finditer(piece):
        scan.formulas += 1
        if not _VALUE.match(match[2]) and b't="str"' not in match[1]:
            scan.formulas_without_value += 1


def _area(match: re.Match[bytes]) -> Area:
    return Area(int(match[2]) - 1, column_index(match[1]), int(match[4]) - 1, column_index(match[3]))


def column_index(letters: bytes) -> int:
    """`A` → 0, `XFD` → 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
