"""The table of texts that the worksheets of an xlsx share, and the parser that both are read with."""

from __future__ import annotations

import re
from array import array
from typing import IO, Any
from xml.parsers import expat

_BLOCK = 1 << 20
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class ForbiddenXml(Exception):
    """The XML declares entities."""


def new_parser() -> Any:
    """An expat parser that refuses entity declarations."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ForbiddenXml

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def unescape(text: str) -> str:
    """Excel writes control characters as `_x000D_`."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class SharedStrings:
    """The workbook's table of texts, packed: about 8 bytes each besides the text itself."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        """Append the next text."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode()


def read_shared_strings(stream: IO[bytes]) -> SharedStrings:
    """Parse `sharedStrings.xml`; phonetic guides are left out."""
    strings, parts = SharedStrings(), list[str]()
    parser = new_parser()
    inside = {"text": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        inside["phonetic"] |= kind == "rPh"
        inside["text"] = kind == "t" and not inside["phonetic"]

    def end(name: str) -> None:
        kind = name.rpartition(":")[2]
        inside["text"] = False
        if kind == "rPh":
            inside["phonetic"] = False
        elif kind == "si":
            strings.add(unescape("".join(parts)))
            parts.clear()

    def data(text: str) -> None:
        if inside["text"]:
            parts.append(text)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    while block := stream.read(_BLOCK):
        parser.Parse(block)
    parser.Parse(b"", True)
    return strings
