"""Writing uploads: handed in, answered about, confirmed, released by a second person, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.attachments.arriving import Received
from mingcha.audit import operations as audit
from mingcha.datasets import access, engine, policies, progress, queries, reading
from mingcha.datasets.columns import Given, check, literal, pattern, split_by_time
from mingcha.datasets.models import Progress, SourceAnswer, Upload
from mingcha.datasets.naming import read_as
from mingcha.datasets.sealed import sources
from mingcha.datasets.states import OPEN, UPLOAD
from mingcha.datasets.tasks import READ, read_upload
from mingcha.kernel import transitions
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message


@transaction.atomic
def receive_upload(*, purpose_id: int, received: Received, by: User, at: datetime) -> Upload:
    """
    Takes in a file for a purpose, in the name of the user's office, and queues its reading.

    NotFound when the purpose is not approved, has run out, or does not cover the office, or the user may not hand in;
    Refused (`upload.twice`) when the office handed in the same content for it before.
    """
    purpose = access.purposes_open_to(by, at=at).filter(pk=purpose_id).first()
    if purpose is None or by.office is None:
        raise NotFound(
            "purpose.unknown",
            Message(
                "没有可报送的这项使用目的：未批准、已到期，或不包括贵单位。",
                "There is no such purpose to hand in for: not approved, run out, or not covering your office.",
            ),
        )
    same = Upload.objects.all().for_system("told only to the same office").filter(office=by.office, purpose=purpose)
    policies.check_not_twice(same.filter(content=received.content, state__in=OPEN).first())
    upload = Upload.objects.create(
        purpose=purpose,
        office=by.office,
        area=by.office.area,
        name=received.name,
        read_as=read_as(received.name, by.office.area),
        size=received.size,
        content=received.content,
        sealed=received.path.name,
        uploaded_by=by,
        uploaded_at=at,
        state_at=at,
    )
    detail = {"purpose": purpose.pk, "size": received.size, "content": received.content}
    audit.record("upload.received", subject=upload.audit_name, by=by, at=at, detail=detail)
    _queue(upload, by, at)
    received.path.replace(sources() / received.path.name)
    return upload


@transaction.atomic
def read_again(*, upload_id: int, by: User, at: datetime) -> Progress:
    """Queues another reading. NotFound; Refused once released, withdrawn or deleted, or while being read."""
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_CONFIRM, at=at, lock=True)
    transitions.move(upload, UPLOAD, "queued", at=at)
    audit.record("upload.queued", subject=upload.audit_name, by=by, at=at)
    return _queue(upload, by, at)


@transaction.atomic
def answer_columns(*, upload_id: int, given: Sequence[Given], by: User, at: datetime) -> Progress:
    """
    Remembers for the office's files of this name what their tables are, and reads the file again.

    NotFound; Refused: `mapping.*` when an answer does not fit the dataset, or the state does not allow it.
    """
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_CONFIRM, at=at, lock=True)
    for answer in given:
        check(answer, engine.specs(), upload.purpose.datasets)
        lasting, passing = split_by_time(answer, engine.specs().get(answer.dataset))
        _remember(upload, pattern(upload.read_as), pattern(answer.sheet), lasting, by, at)
        if passing.constants:
            _remember(upload, literal(upload.read_as), literal(answer.sheet), passing, by, at)
    transitions.move(upload, UPLOAD, "queued", at=at, confirmed_by=by)
    audit.record("upload.columns_answered", subject=upload.audit_name, by=by, at=at, detail={"tables": len(given)})
    return _queue(upload, by, at)


@transaction.atomic
def confirm_drift(*, upload_id: int, reason: str, by: User, at: datetime) -> Upload:
    """Says why a held file differs from the one before. NotFound; Refused: `reason.missing`, or it is not held."""
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_CONFIRM, at=at, lock=True)
    given = policies.check_reason(reason)
    transitions.move(upload, UPLOAD, "confirmed", at=at, confirmed_by=by, confirm_reason=given)
    audit.record("upload.drift_confirmed", subject=upload.audit_name, by=by, at=at, detail={"reason": given})
    return upload


@transaction.atomic
def release_upload(*, upload_id: int, by: User, at: datetime) -> Upload:
    """
    Lets a file be matched: the second signature.

    NotFound; Refused: `upload.self`, `upload.outside`, `purpose.not_running`, or it is not waiting for release.
    """
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_RELEASE, at=at, lock=True)
    policies.check_can_release(upload, by, access.local_day(at))
    transitions.move(upload, UPLOAD, "released", at=at, released_by=by, released_at=at)
    detail = {"first": f"user:{upload.uploaded_by_id}", "record": upload.record_digest}
    audit.record("upload.released", subject=upload.audit_name, by=by, at=at, detail=detail)
    return upload


@transaction.atomic
def withdraw_upload(*, upload_id: int, reason: str, by: User, at: datetime) -> Upload:
    """Takes a file out of use; it is not matched any more. NotFound; Refused: `reason.missing`, or while being read."""
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_RELEASE, at=at, lock=True)
    given = policies.check_reason(reason)
    transitions.move(upload, UPLOAD, "withdrawn", at=at, withdraw_reason=given)
    progress.abandon(subject=upload.audit_name, at=at)
    audit.record("upload.withdrawn", subject=upload.audit_name, by=by, at=at, detail={"reason": given})
    return upload


@transaction.atomic
def withdraw_own_upload(*, upload_id: int, by: User, at: datetime) -> Upload:
    """A department takes back what it handed in, as long as nobody released it. NotFound; Refused afterwards."""
    upload = access.upload_for(by, upload_id, to=Permission.DATASET_UPLOAD, at=at, lock=True)
    policies.check_not_released(upload)
    transitions.move(upload, UPLOAD, "withdrawn", at=at)
    progress.abandon(subject=upload.audit_name, at=at)
    audit.record("upload.withdrawn", subject=upload.audit_name, by=by, at=at)
    return upload


@transaction.atomic
def cancel_reading(*, upload_id: int, to: Permission, by: User, at: datetime) -> Progress:
    """
    Stops the reading of a file that `by` may see by `to`; what nobody has begun ends at once.

    NotFound; Refused when there is nothing to stop.
    """
    upload = access.upload_for(by, upload_id, to=to, at=at)
    work = queries.latest_progress(upload.audit_name)
    if work is None:
        raise NotFound("progress.unknown", Message("没有正在进行的读取。", "Nothing is being read."))
    work = progress.request_cancel(progress=work, by=by, at=at)
    if work.state == "canceled":
        reading.give_up(upload=upload, message=reading.CANCELED, at=at)
    return work


@transaction.atomic
def return_rows(*, upload_id: int, to: Permission, by: User, at: datetime) -> Upload:
    """Records that the rows of a file that could not be used go to `by`. NotFound; Refused (`upload.lost`)."""
    upload = access.upload_for(by, upload_id, to=to, at=at)
    queries.record_of(upload)
    audit.record("upload.rows_returned", subject=upload.audit_name, by=by, at=at, detail={"rows": upload.quarantined})
    return upload


def _remember(upload: Upload, file: str, sheet: str, answer: Given, by: User, at: datetime) -> None:
    said = {
        "dataset": answer.dataset,
        "header_row": answer.header_row,
        "columns": dict(answer.columns),
        "constants": dict(answer.constants),
        "skip": answer.skip,
        "answered_by": by,
        "answered_at": at,
    }
    SourceAnswer.objects.update_or_create(office=upload.office, file=file, sheet=sheet, defaults=said)


def _queue(upload: Upload, by: User, at: datetime) -> Progress:
    work = progress.open_progress(kind=READ, subject=upload.audit_name, name=upload.name, by=by, at=at)
    read_upload.enqueue(upload.pk, work.pk)
    return work
