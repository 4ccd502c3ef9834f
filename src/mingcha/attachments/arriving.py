"""
Files on their way in, through the browser or from this machine's disk: sealed and hashed part by part, so that plain
bytes never reach the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from mingcha.engine.sealing.files import SealedWriter
from mingcha.engine.store.ingest import NO_ROOM, disk_full
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

PART = 1 << 20
#: Fields of a form beside its files.
FORM_BYTES = 100_000


@dataclass(frozen=True)
class Received:
    """A file that has arrived and lies sealed in the incoming folder: its bytes, and the SHA-256 of its content."""

    path: Path
    name: str
    size: int
    content: str


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


class ArrivedFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A file of a form that lies sealed in the incoming folder."""

    def __init__(self, received: Received) -> None:
        super().__init__(None, received.name, size=received.size)
        self.received = received

    def close(self) -> None:
        """Nothing is open."""


class SealingHandler(FileUploadHandler):
    """Takes every file of a request; memory is that of one part."""

    chunk_size = PART

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._arrival: Arrival | None = None
        self._received: list[Received] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins."""
        super().new_file(*args, **kwargs)
        self._arrival = Arrival(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it."""
        if self._arrival:
            self._arrival.add(raw_data)

    def file_complete(self, file_size: int) -> ArrivedFile | None:
        """Its end."""
        if self._arrival is None:
            return None
        received = self._arrival.finish()
        self._arrival = None
        self._received.append(received)
        return ArrivedFile(received)

    def upload_interrupted(self) -> None:
        """The connection broke: nothing is kept."""
        if self._arrival:
            self._arrival.drop()
            self._arrival = None
        self.forget()

    def forget(self) -> None:
        """Deletes what arrived and was not taken over by an operation."""
        for received in self._received:
            received.path.unlink(missing_ok=True)


def too_large(most: int) -> Refused:
    """A form with more bytes than it may bring."""
    return Refused(
        "upload.too_large",
        Message(
            f"一次提交的附件合计超过{most // 1_000_000:,} MB，未接收。请减少文件，或压缩图片后重试。",
            f"The files of this form are over {most // 1_000_000:,} MB together and were not taken. Send fewer, or "
            "smaller pictures.",
        ),
    )


@contextmanager
def receiving(request: HttpRequest, most: int, too_large: Callable[[int], Refused] = too_large) -> Iterator[None]:
    """
    Inside the block the files of a form arrive sealed; at its end those that no operation took over are gone.

    Refused by `too_large` before a byte is read when the form is longer than `most` bytes of files. The view must
    be exempt from the check of the token, which reads the form, and check it inside the block.
    """
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > most + FORM_BYTES:
        raise too_large(most)
    handler = SealingHandler(request)
    request.upload_handlers = [handler]
    try:
        yield
    finally:
        handler.forget()
