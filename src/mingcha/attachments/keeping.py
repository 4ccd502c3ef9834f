"""Where the bytes of stored files lie, each sealed for its row: put in another's place, a file does not open."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Literal

from django.conf import settings

from mingcha.attachments.models import Attachment
from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.store.ingest import NO_ROOM, disk_full
from mingcha.engine.store.layout import replacing
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

Part = Literal["original", "shown"]


FOLDER = "attachments"


def folder(home: Path | None = None) -> Path:
    """Readable by its owner only."""
    found = Path(home or settings.HOME) / FOLDER
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def place_of(path: Path) -> str:
    """What a file in the folder is sealed for."""
    return f"{FOLDER}/{path.name}"


def keep(number: str, part: Part, data: bytes) -> None:
    """Writes a file. Refused (`store.disk_full`)."""
    target = folder() / f"{number}.{part}"
    try:
        with replacing(target) as draft:
            draft.touch(mode=0o600)
            with SealedWriter(draft, settings.SECRET, place_of(target)) as sealed:
                sealed.write(data)
    except OSError as error:
        raise disk_full(target.parent) if error.errno in NO_ROOM else error from None
    _sync(target.parent)


def _sync(at: Path) -> None:
    """The new name is on the disk before the row that speaks of it is."""
    descriptor = os.open(at, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(attachment: Attachment, part: Part, home: Path | None = None) -> bytes:
    """The bytes of a file, and no others: its hash is checked. Refused (`attachment.damaged`)."""
    path = folder(home) / f"{attachment.number}.{part}"
    wanted = attachment.content if part == "original" else attachment.shown_content
    try:
        with SealedReader(path, settings.SECRET, place_of(path)) as sealed:
            data = sealed.read()
    except (OSError, Refused):
        raise _damaged() from None
    if hashlib.sha256(data).hexdigest() != wanted:
        raise _damaged()
    return data


def _damaged() -> Refused:
    return Refused(
        "attachment.damaged",
        Message(
            "附件文件缺失、已损坏或被改动，未提供。请联系系统管理员从备份恢复。",
            "The stored file is missing, damaged or altered and is not handed out. Ask the system administrator to "
            "restore it from a backup.",
        ),
    )


def whole(attachment: Attachment, home: Path | None = None) -> bool:
    """Whether everything that is kept of it opens and has its hash."""
    parts: tuple[Part, ...] = ("original", "shown") if attachment.redrawn else ("original",)
    try:
        for part in parts:
            read(attachment, part, home)
    except Refused:
        return False
    return True
