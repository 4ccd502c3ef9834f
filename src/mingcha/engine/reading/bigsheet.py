"""
Worksheets too large for memory, streamed from their XML.

The cells come out as calamine would give them, only slower. Memory holds one block of XML, one batch and the shared
strings, which are packed into one byte string.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from typing import IO, Any
from xml.parsers import expat

from mingcha.engine.reading.batches import Row
from mingcha.engine.reading.cells import render_number
from mingcha.engine.reading.numberformats import CellStyles, read_styles, render_serial
from mingcha.engine.reading.parts import WorkbookParts, part_stream
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.sharedstrings import ForbiddenXml, SharedStrings, new_parser, read_shared_strings, unescape
from mingcha.engine.reading.sheetscan import column_index
from mingcha.engine.reading.source import Source

_BLOCK = 1 << 20
_DIGITS = "0123456789"


def stream_rows(source: Source, parts: WorkbookParts, part: str, width: int) -> Iterator[Row]:
    """Rows of the worksheet in `part`, numbered from 1. Refused `workbook.broken` or `xml.entities`."""
    try:
        strings = _shared(source, parts)
        with part_stream(source, parts.styles) if parts.styles else nullcontext(None) as styles_stream:
            styles = read_styles(styles_stream, parts.date_1904)
        with part_stream(source, part) as stream:
            yield from SheetStream(strings, styles, width).rows(stream)
    except ForbiddenXml:
        raise refused("xml.entities", source.label) from None
    except (expat.ExpatError, ValueError, IndexError, zlib.error):
        raise refused("workbook.broken", source.label) from None


def _shared(source: Source, parts: WorkbookParts) -> SharedStrings:
    if not parts.shared_strings:
        return SharedStrings()
    with part_stream(source, parts.shared_strings) as stream:
        return read_shared_strings(stream)


class SheetStream:
    """Pulls rows out of a worksheet's XML. `width`: cells to the right of it are passed over."""

    def __init__(self, strings: SharedStrings, styles: CellStyles, width: int) -> None:
        self._strings, self._styles, self._width = strings, styles, width
        self._rows: list[Row] = []
        self._number = 0
        self._cells: list[str] = []
        self._column = -1
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._letters: dict[str, int] = {}

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        """Rows of the XML in its order, blank ones between them included, numbered from 1."""
        parser = new_parser()
        self._connect(parser)
        expected = 1
        while block := stream.read(_BLOCK):
            parser.Parse(block)
            for number, cells in self._rows:
                yield from ((missing, []) for missing in range(expected, number))
                yield number, cells
                expected = number + 1
            self._rows = []
        parser.Parse(b"", True)

    def _connect(self, parser: Any) -> None:
        """The first element tells the prefix (`x:worksheet`); then names compare without being taken apart."""

        def start_root(name: str, _: dict[str, str]) -> None:
            prefix = name[: -len("worksheet")] if name.endswith("worksheet") else ""
            parser.StartElementHandler = self._starter(parser, prefix)
            parser.EndElementHandler = self._ender(parser, prefix)

        parser.StartElementHandler = start_root

    def _starter(self, parser: Any, prefix: str) -> Any:
        cell, value, text, row = prefix + "c", prefix + "v", prefix + "t", prefix + "row"

        def start(name: str, attributes: dict[str, str]) -> None:
            # Text is listened to only from <v> or <t> to the end of the cell: formulas stay silent.
            if name in (value, text):
                parser.CharacterDataHandler = self._text.append
            elif name == cell:
                self._attributes = attributes
                self._column = self._place(attributes.get("r"))
            elif name == row:
                self._number = int(attributes.get("r", self._number + 1))
                self._cells, self._column = [], -1

        return start

    def _ender(self, parser: Any, prefix: str) -> Any:
        cell, row, formula = prefix + "c", prefix + "row", prefix + "f"

        def end(name: str) -> None:
            if name == cell:
                parser.CharacterDataHandler = None
                if self._text:
                    if self._column < self._width:
                        self._put(self._render("".join(self._text)))
                    self._text.clear()
            elif name == row:
                self._rows.append((self._number, self._cells))
            elif name == formula:
                parser.CharacterDataHandler = None

        return end

    def _place(self, ref: str | None) -> int:
        if not ref:
            return self._column + 1
        letters = ref.rstrip(_DIGITS)
        index = self._letters.get(letters)
        if index is None:
            index = self._letters[letters] = column_index(letters.encode())
        return index

    def _put(self, text: str) -> None:
        missing = self._column - len(self._cells)
        if missing == 0:
            self._cells.append(text)
        elif missing > 0:
            self._cells += [""] * missing
            self._cells.append(text)
        else:
            self._cells[self._column] = text

    def _render(self, raw: str) -> str:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            return self._strings[int(raw)]
        if kind == "n":
            form = self._styles.form(self._attributes.get("s", "0"))
            return render_serial(float(raw), form, self._styles.date_1904) if form else render_number(float(raw))
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "d":
            return raw.replace("T", " ").removesuffix(" 00:00:00")
        return unescape(raw)  # inlineStr, str, e
