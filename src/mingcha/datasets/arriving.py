"""Uploads through the browser: sealed and hashed part by part, so that plain bytes never reach the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from mingcha.datasets.sealed import PART, Arrival, Received
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: Fields of the form beside the files.
_FORM_BYTES = 100_000


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


def check_length(length: int) -> None:
    """Refused (`upload.too_large`) before a single byte is read."""
    if length > settings.UPLOAD_BYTES + _FORM_BYTES:
        most = settings.UPLOAD_BYTES // 1_000_000
        raise Refused(
            "upload.too_large",
            Message(
                f"文件超过{most:,} MB 的上限，未接收。请按月份或县区拆分，或压缩为 zip 后报送。",
                f"The file is over the limit of {most:,} MB and was not taken. Split it by month or county, or zip it.",
            ),
        )
