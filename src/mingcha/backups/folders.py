"""The files of an installation: which of them belong in a backup, and how they come back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

#: Made again by starting, or half written: never part of a backup.
_TOP_LEFT_OUT = {"static", "incoming", "anchors", "logs", "rehearsal"}
_BLOCK = 1 << 18


def kept_files(home: Path, database: Path | None) -> Iterator[Path]:
    """Every file below `home` that is kept, in order. Links, scratch, hidden and half-written files are not."""
    for folder, names, files in os.walk(home):
        here = Path(folder)
        left_out = _TOP_LEFT_OUT if here == home else {"scratch"}
        names[:] = sorted(n for n in names if n not in left_out and not n.startswith("."))
        for name in sorted(files):
            path = here / name
            is_database = database is not None and here == database.parent and name.startswith(database.name)
            if not (name.startswith(".") or name.endswith(".part") or path.is_symlink() or is_database):
                yield path


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """The content of an open file in blocks."""
    while block := file.read(_BLOCK):
        yield block


def write(target: Path, blocks: Iterable[bytes]) -> None:
    """A new file readable by its owner only, on the disk when this returns."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
