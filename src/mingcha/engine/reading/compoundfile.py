"""Streams inside an OLE compound file (MS-CFB), as old workbooks and encrypted new ones are."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_ENTRY = 128  # bytes of a directory entry


class CompoundFile:
    """
    The directory of a compound file held in memory. ValueError when its structure is broken.

    `streams` maps each name to (start sector, size in bytes).
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._parse(data)
        except (struct.error, IndexError):
            raise ValueError("broken compound file") from None

    def _parse(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self._mini_sector = 1 << struct.unpack_from("<H", data, 32)[0]
        if self._sector not in (512, 4096) or self._mini_sector != 64:
            raise ValueError("broken compound file")
        directory, self._mini_cutoff = struct.unpack_from("<I4xI", data, 48)
        mini_table, _, extra, _ = struct.unpack_from("<4I", data, 60)
        self._table = self._read_table(extra)
        self.streams: dict[str, tuple[int, int]] = {}
        root = self._read_directory(self._chain(directory))
        self._mini_data = self._chain(root[0])[: root[1]] if root[0] < _END else b""
        links = self._chain(mini_table) if mini_table < _END else b""
        self._mini_table = struct.unpack(f"<{len(links) // 4}I", links)

    def _read_table(self, extra: int) -> tuple[int, ...]:
        """The table of sector links; its own sectors are listed in the header and in a chain of further sectors."""
        places = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while extra < _END and extra not in seen:
            seen.add(extra)
            *more, extra = struct.unpack(f"<{self._sector // 4}I", self._at(extra))
            places += more
        raw = b"".join(self._at(place) for place in places if place < _END)
        return struct.unpack(f"<{len(raw) // 4}I", raw)

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector].ljust(self._sector, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts, budget = [], len(self._table)
        while sector < _END:
            budget -= 1
            if budget < 0:  # a ring of links
                raise ValueError("broken compound file")
            parts.append(self._at(sector))
            sector = self._table[sector]
        return b"".join(parts)

    def _read_directory(self, raw: bytes) -> tuple[int, int]:
        """Fill `streams`; the root's start and size."""
        root = (_END, 0)
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            place = struct.unpack_from("<II", raw, at + 116)
            if kind == 5:
                root = place
            elif kind == 2:
                name = raw[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
                self.streams[name] = place
        return root

    def read(self, name: str) -> bytes:
        """The content of a stream. KeyError when absent, ValueError when broken."""
        start, length = self.streams[name]
        if length >= self._mini_cutoff:
            return self._chain(start)[:length]
        parts, budget = [], len(self._mini_table)
        while start < _END:
            budget -= 1
            if budget < 0 or start >= len(self._mini_table):
                raise ValueError("broken compound file")
            parts.append(self._mini_data[start * self._mini_sector : (start + 1) * self._mini_sector])
            start = self._mini_table[start]
        return b"".join(parts)[:length]
