"""
Files encrypted at rest, readable by DuckDB through `sealed://` paths.

Layout: a 40-byte header (magic, file id, number of the sealing key, chunk size), then chunks of 256 KiB, each
`nonce ‖ ciphertext ‖ tag` (AES-256-GCM or SM4-GCM with a key derived for this file, and for its place when it has one).
The associated data binds file, position and "last chunk": edited, moved, swapped or cut-off chunks do not decrypt.
Random access reads only the chunks it needs.
"""

from __future__ import annotations

import io
import os
import re
import threading
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from fsspec.spec import AbstractFileSystem

from mingcha.engine.sealing import ring
from mingcha.engine.sealing.ciphers import NONCE, TAG, BoundCipher
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

PROTOCOL = "sealed"
MAGIC = b"MINGCHA-SEALED-1"
HEADER = len(MAGIC) + 16 + 4 + 4
CHUNK = 1 << 18
CACHED_CHUNKS = 16


def _cipher_of(secret: Secret, file_id: bytes, place: str) -> BoundCipher:
    """The cipher of one file. A file sealed for a place (a row of a table) does not open in another."""
    return BoundCipher(secret, f"file/{file_id.hex()}" + (f"/{place}" if place else ""))


def _context(index: int, last: bool) -> bytes:
    return index.to_bytes(8, "big") + (b"last" if last else b"more")


class SealedWriter(io.RawIOBase):
    """Writes a sealed file front to back. The file appears under its name only when closed without an error."""

    def __init__(self, path: Path, secret: Secret, place: str = "") -> None:
        file_id = os.urandom(16)
        self._file = path.open("wb")
        number = ring.newest(secret)
        self._file.write(MAGIC + file_id + number.to_bytes(4, "big") + CHUNK.to_bytes(4, "big"))
        self._cipher = _cipher_of(ring.numbered(secret, number), file_id, place)
        self._buffer = bytearray()
        self._index = 0
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:
        # One chunk is held back: only close() knows which one is the last.
        before = len(self._buffer)
        self._buffer += data
        count = len(self._buffer) - before
        self._written += count
        while len(self._buffer) > CHUNK:
            self._put(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return count

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(plain, _context(self._index, last)))
        self._index += 1

    def close(self) -> None:
        if not self._file.closed:
            self._put(bytes(self._buffer), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()


def plain_size(path: Path) -> int:
    """Bytes of content in a sealed file, from its size on disk alone."""
    body = path.stat().st_size - HEADER
    return max(0, body - -(-body // (CHUNK + NONCE + TAG)) * (NONCE + TAG))


def key_number(path: Path) -> int | None:
    """The number of the key that a file is sealed under; None when it is no sealed file, or not there."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
    except OSError:
        return None
    sealed = len(header) == HEADER and header.startswith(MAGIC)
    return int.from_bytes(header[-8:-4], "big") if sealed else None


class SealedReader(io.RawIOBase):
    """
    Random access to a sealed file.

    The position is kept per thread: DuckDB's threads share one handle and do `seek` then `read` without a lock.
    """

    def __init__(self, path: Path, secret: Secret, place: str = "") -> None:
        self._path = path
        self._file = path.open("rb")
        header = self._file.read(HEADER)
        if header[: len(MAGIC)] != MAGIC or len(header) < HEADER:
            self._file.close()
            raise _damaged(path)
        try:
            sealing = ring.numbered(secret, int.from_bytes(header[-8:-4], "big"))
        except KeyError:
            self._file.close()
            raise _damaged(path) from None
        self._cipher = _cipher_of(sealing, header[len(MAGIC) : len(MAGIC) + 16], place)
        self._step = CHUNK + NONCE + TAG
        self._count = -(-(path.stat().st_size - HEADER) // self._step)
        self.size = plain_size(path)
        self._place = threading.local()
        self._cache: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return getattr(self._place, "at", 0)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        base = (0, self.tell(), self.size)[whence]
        self._place.at = base + offset
        return int(base + offset)

    def read(self, size: int = -1, /) -> bytes:
        at = self.tell()
        end = self.size if size < 0 else min(self.size, at + size)
        parts = []
        while at < end:
            index, inside = divmod(at, CHUNK)
            part = self._chunk(index)[inside : inside + end - at]
            parts.append(part)
            at += len(part)
        self._place.at = at
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _chunk(self, index: int) -> bytes:
        plain = self._cache.get(index)
        if plain is None:
            raw = os.pread(self._file.fileno(), self._step, HEADER + index * self._step)
            try:
                plain = self._cipher.decrypt(raw, _context(index, index == self._count - 1))
            except InvalidTag:
                raise _damaged(self._path) from None
            self._cache[index] = plain
            while len(self._cache) > CACHED_CHUNKS:
                self._cache.popitem(last=False)
        return plain

    def close(self) -> None:
        self._file.close()
        super().close()


def damage_in(text: str) -> Refused | None:
    """The refusal that an engine's error text carries on when one of its sealed files did not open, else None."""
    found = re.search(r"The sealed file “([^”]+)” is damaged", text)
    return _damaged(Path(found[1])) if found else None


def _damaged(path: Path) -> Refused:
    return Refused(
        "store.damaged",
        Message(
            f"封存文件“{path.name}”已损坏、被改动，或密钥不对。请换回原密钥；否则删除该文件，重新运行即可由原始数据重建。",
            f"The sealed file “{path.name}” is damaged, altered, or belongs to another key. Restore the original key; "
            "otherwise delete the file and run again to rebuild it from the source data.",
        ),
    )


class SealedFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """The file system behind `sealed://<absolute path>` in DuckDB."""

    protocol = PROTOCOL
    cachable = False

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self._secret = secret

    @staticmethod
    def url(path: Path) -> str:
        """The address under which DuckDB reads or writes `path`."""
        return f"{PROTOCOL}://{path.absolute()}"

    @staticmethod
    def _path(url: str) -> Path:
        return Path(url.removeprefix(f"{PROTOCOL}://"))

    def open(self, path: str, mode: str = "rb", **_: Any) -> SealedReader | SealedWriter:
        return (SealedReader if "r" in mode else SealedWriter)(self._path(path), self._secret)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        return {"name": path, "size": plain_size(self._path(path)), "type": "file"}

    def exists(self, path: str, **_: Any) -> bool:
        return self._path(path).exists()

    def glob(self, path: str, **_: Any) -> list[str]:
        return [path] if self.exists(path) else []

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        self._path(path1).replace(self._path(path2))

    def modified(self, path: str) -> datetime:
        return datetime.fromtimestamp(self._path(path).stat().st_mtime, UTC)
