"""What calamine does not tell about an xls: its password, its error values, its formulas. From the BIFF records."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from mingcha.engine.reading.sheetscan import Scan

_FORMULA, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR, _BOF = 0x06, 0x0A, 0x2F, 0x85, 0x205, 0x809

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records from `start` to the end of the substream; embedded charts are substreams within and passed over."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += kind == _BOF
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        depth -= kind == _EOF
        if depth <= 0:
            return
        at += 4 + length


def is_protected(stream: bytes) -> bool:
    """Whether the workbook needs a password to open."""
    return any(kind == _FILEPASS for kind, _ in records(stream, 0))


def scan_sheets(stream: bytes) -> list[Scan]:
    """One scan per sheet of any kind, in workbook order; only errors and formulas are filled."""
    starts = [struct.unpack_from("<I", body)[0] for kind, body in records(stream, 0) if kind == _BOUNDSHEET]
    return [_scan(stream, start) for start in starts]


def _scan(stream: bytes, start: int) -> Scan:
    scan = Scan()
    for kind, body in records(stream, start):
        if kind == _BOOLERR and len(body) >= 8 and body[7]:
            _add_error(scan, body, body[6])
        elif kind == _FORMULA and len(body) >= 14:
            scan.formulas += 1
            if body[12:14] == b"\xff\xff" and body[6] == 2:
                _add_error(scan, body, body[8])
    return scan


def _add_error(scan: Scan, body: bytes, code: int) -> None:
    row, column = struct.unpack_from("<HH", body)
    scan.errors[row, column] = _ERRORS.get(code, "#N/A")
