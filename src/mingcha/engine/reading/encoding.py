"""
Which encoding a text is in, by strict order: UTF-8, then GB18030, then line by line.

Nothing is guessed from statistics: a whole file that is valid UTF-8 is UTF-8, and Chinese text in GB18030 practically
never is. Everything streams.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Literal

from mingcha.engine.reading import remarks
from mingcha.engine.reading.bytecensus import Gb18030Validator, Marks, Utf8Validator, count_marks
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.source import Source
from mingcha.kernel.messages import Message

Encoding = Literal["utf-8", "gb18030", "utf-16", "mixed"]

BLOCK = 1 << 20
_TAIL = 1 << 16


@dataclass
class Census(Marks):
    """What one pass over the bytes found."""

    encoding: Encoding = "utf-8"
    tail: bytes = b""  # the last bytes of the file
    notes: list[Message] = field(default_factory=list)

    def last_line(self) -> str:
        """The last line, or the end of a long one."""
        return self.tail.rstrip(b"\r\n").rpartition(b"\n")[2].decode(self.encoding, "replace")


def take_census(source: Source) -> Census:
    """Find the encoding and count what decides the path. Refused `file.binary` on NUL bytes."""
    with source.open() as stream:
        head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(source)
    census = Census()
    if not _try(source, "utf-8", census):
        census.encoding = "gb18030"
        if not _try(source, "gb18030", Census()):
            census.encoding = "mixed"
    if census.encoding == "mixed":
        _count_encodings(source, census)
    return census


def _utf16(source: Source) -> Census:
    with source.open() as stream:
        decoder = codecs.getincrementaldecoder("utf-16")()
        try:
            for block in _blocks(stream):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise refused("file.binary", source.label) from None
    return Census(encoding="utf-16")


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


def _try(source: Source, encoding: Literal["utf-8", "gb18030"], census: Census) -> bool:
    """
    Whether the whole file is strictly in `encoding`; counts go to `census` either way.

    GB18030 is also denied when a run of UTF-8 Chinese stands in it: then two files were pasted together.
    """
    validator = Utf8Validator() if encoding == "utf-8" else Gb18030Validator()
    last = b""
    with source.open() as stream:
        for block in _blocks(stream):
            if b"\0" in block:
                raise refused("file.binary", source.label)
            count_marks(block, last, census)
            last = block[-1:]
            census.tail = (census.tail + block[-_TAIL:])[-_TAIL:]
            if not validator.feed(block) and encoding == "gb18030":
                return False
    census.lone_returns = census.lone_returns or last == b"\r"
    census.ends_with_newline = last == b"\n"
    return validator.finish()


def _count_encodings(source: Source, census: Census) -> None:
    """Fill the notes of a file in which every line is decoded on its own."""
    utf8 = gb = neither = 0
    with source.open() as stream:
        for line in stream:
            if line.isascii():
                continue
            _, how = decode_line(line)
            utf8 += how == "utf-8"
            gb += how == "gb18030"
            neither += how == "neither"
    if utf8 and gb:
        census.notes.append(remarks.mixed_encodings(utf8, gb))
    if neither:
        census.notes.append(remarks.undecodable(neither))


def decode_line(line: bytes) -> tuple[str, Literal["utf-8", "gb18030", "neither"]]:
    """One line by the strict order; what fits neither is shown with U+FFFD in the reading that needs fewer of them."""
    try:
        return line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        readings = (line.decode("utf-8", "replace"), line.decode("gb18030", "replace"))
        return min(readings, key=lambda text: text.count("\ufffd")), "neither"


def text_lines(source: Source, encoding: Encoding) -> Iterator[str]:
    """Lines with their ends, decoded; a byte order mark is dropped."""
    with source.open() as stream:
        if encoding == "mixed":
            yield from _mixed_lines(stream)
            return
        with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
            yield next(text, "").removeprefix("\ufeff")
            yield from text


def _mixed_lines(stream: IO[bytes]) -> Iterator[str]:
    """A line that holds a lone return is cut there as well, as everywhere else."""
    for number, raw in enumerate(stream):
        line, _ = decode_line(raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw)
        yield from io.StringIO(line, newline="") if "\r" in line[:-2] else (line,)
