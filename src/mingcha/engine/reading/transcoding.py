"""A text as a stream of UTF-8 bytes, transcoded while it is read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Any

from mingcha.engine.reading.encoding import Encoding
from mingcha.engine.reading.source import Source

_BLOCK = 1 << 20


class Transcoded(io.RawIOBase):
    """The text as a stream of UTF-8 bytes, transcoded while it is read."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        self._blocks = utf8_blocks(source, encoding)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def utf8_blocks(source: Source, encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8, block by block. The encoding is known to hold: the census has decoded the whole file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open() as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", True).encode()
