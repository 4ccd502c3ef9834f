"""Reading purposes, files and their records."""

from __future__ import annotations

from datetime import datetime

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.datasets import access, engine
from mingcha.datasets.models import Progress, Purpose, PurposeSet, Upload, UploadSet
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def list_purposes(user: User, *, at: datetime) -> PurposeSet:
    """The purposes that `user` sees, the newest first."""
    return access.visible_purposes(user, at=at).select_related("area", "proposed_by", "approved_by")


def list_uploads(user: User, *, at: datetime, purpose: Purpose | None = None, state: str = "") -> UploadSet:
    """The files that `user` may read about, the newest first."""
    found = access.visible_uploads(user, Permission.DATASET_READ, at=at).select_related("office", "purpose", "area")
    found = found.filter(purpose=purpose) if purpose else found
    return found.filter(state=state) if state else found


def released_uploads(purpose: Purpose) -> UploadSet:
    """The files that may be matched for a purpose, by name. For runs: their access was checked where they started."""
    found = Upload.objects.all().for_system("input of a run").filter(purpose=purpose, state="released")
    return found.select_related("area", "office").order_by("read_as", "pk")


def released_records(purpose: Purpose) -> list[FileRecord]:
    """The engine's records of the released files of a purpose, by name. Refused when one is missing in the store."""
    return [record_of(upload) for upload in released_uploads(purpose)]


def record_of(upload: Upload) -> FileRecord:
    """The engine's record of a file that was read. Refused (`upload.lost`) when the store has it no more."""
    record = engine.layout().load_record(upload.record_digest) if upload.record_digest else None
    if record is None:
        raise Refused(
            "upload.lost",
            Message(
                f"“{upload.name}”的读取结果不在数据仓中（尚未读取或已删除）。请重新读取该文件。",
                f"The result of reading “{upload.name}” is not in the store: not read yet, or deleted. Read it again.",
            ),
        )
    return record


def latest_progress(subject: str) -> Progress | None:
    """The newest work on a subject (`upload:12`)."""
    return Progress.objects.filter(subject=subject).first()
