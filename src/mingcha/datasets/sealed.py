"""
Files of departments at rest: sealed while they arrive, opened only into a file without a name.

A nameless file vanishes with the processes that hold it, however they end: a killed worker leaves nothing in plain.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from django.conf import settings

from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.ingest import NO_ROOM, disk_full

PART = 1 << 20


@dataclass(frozen=True)
class Received:
    """A file that has arrived and lies sealed in the incoming folder: its bytes, and the SHA-256 of its content."""

    path: Path
    name: str
    size: int
    content: str


def sources() -> Path:
    """Where the sealed files of departments lie, readable by their owner only."""
    folder = Path(settings.HOME) / "sources"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Arrival:
    """Seals and hashes a file part by part as it comes in; leaves nothing behind unless `finish` was reached."""

    def __init__(self, name: str) -> None:
        self._path = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{uuid4().hex}.sealed"
        self._name = name
        self._path.touch(mode=0o600)
        self._writer = SealedWriter(self._path, settings.SECRET)
        self._hash = hashlib.sha256()
        self.size = 0
        self._done = False

    def add(self, part: bytes) -> None:
        """The next bytes. Refused (`store.disk_full`) when they do not fit."""
        try:
            self._writer.write(part)
        except OSError as error:
            raise disk_full(self._path.parent) if error.errno in NO_ROOM else error from None
        self._hash.update(part)
        self.size += len(part)

    def finish(self) -> Received:
        """The file is whole."""
        self._writer.close()
        self._done = True
        return Received(self._path, self._name, self.size, self._hash.hexdigest())

    def drop(self) -> None:
        """Forgets a file that will not be kept."""
        if not self._done:
            self._writer.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self._done:
            self.drop()


def seal_file(path: Path, name: str = "") -> Received:
    """Seals a file that lies on this machine's disk, which is left where it is; `name` when its own is not the one."""
    with Arrival(name or path.name) as arrival, path.open("rb") as file:
        while part := file.read(PART):
            arrival.add(part)
        return arrival.finish()


@contextmanager
def opened(path: Path, secret: Secret, scratch: Path) -> Iterator[Path]:
    """A path under which the plain content can be read inside the block, by this process only; it has no name."""
    with tempfile.TemporaryFile(dir=scratch) as plain, SealedReader(path, secret) as sealed:
        shutil.copyfileobj(sealed, plain, PART)
        plain.flush()
        yield Path(f"/proc/self/fd/{plain.fileno()}")
