"""Bytes that can be opened again and again: a file on disk, or a member of a zip."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from mingcha.engine.reading.sentences import refused

#: Members up to this size are unpacked into memory when a parser must seek in them; larger ones go to a nameless file.
SEEK_IN_MEMORY = 64_000_000


class Source(Protocol):
    """What a parser gets. `label` is how the user knows it, `size` its length in bytes."""

    @property
    def label(self) -> str: ...

    @property
    def size(self) -> int: ...

    def open(self) -> IO[bytes]:
        """A fresh stream from the start; forward reading only is promised."""

    def seekable(self) -> IO[bytes]:
        """A fresh stream in which seeking is cheap."""


@dataclass(frozen=True)
class DiskSource:
    """A file on disk."""

    path: Path
    label: str
    size: int

    def open(self) -> IO[bytes]:
        return self.path.open("rb")

    def seekable(self) -> IO[bytes]:
        return self.path.open("rb")


@dataclass(frozen=True)
class MemberSource:
    """A member of a zip. zipfile reads no more than the declared size and checks the checksum at its end."""

    archive: DiskSource
    index: int  # position in the archive's directory: names may repeat
    label: str
    size: int

    def open(self) -> IO[bytes]:
        # The archive is closed together with the member: nothing stays open when a stream is dropped.
        archive = zipfile.ZipFile(self.archive.path)
        member = archive.open(archive.infolist()[self.index])
        archive.close()  # zipfile counts references: the file closes with the last open member
        return member

    def seekable(self) -> IO[bytes]:
        target: IO[bytes] = io.BytesIO() if self.size <= SEEK_IN_MEMORY else tempfile.TemporaryFile()  # noqa: SIM115
        with self.open() as member:
            while block := member.read(1 << 20):
                target.write(block)
        target.seek(0)
        return target


def extension(label: str) -> str:
    """Lower-case extension with its dot, or ""."""
    return PurePosixPath(label).suffix.lower()


def disk_source(path: Path, name: str) -> DiskSource:
    """
    The file at `path`, called `name` before the user.

    Refuses vanished files, folders, and files without read permission. The mode bits are looked at as well as access(),
    because for root access() always says yes.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise refused("file.vanished", name) from None
    except PermissionError:
        raise refused("file.no_permission", name) from None
    except OSError as error:
        raise refused("file.unreadable", name, reason=error.strerror or "?") from None
    if not stat.S_ISREG(status.st_mode):
        raise refused("file.unsupported", name, zh_kind="文件夹或设备", en_kind="a folder or device")
    if not status.st_mode & 0o444 or not os.access(path, os.R_OK):
        raise refused("file.no_permission", name)
    return DiskSource(path, name, status.st_size)
