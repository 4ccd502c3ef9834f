"""Writing stored files: examined, kept, handed out, deleted. Called by the rooms whose records they belong to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.sealed_text import sealed_for
from mingcha.attachments import keeping, policies
from mingcha.attachments.arriving import Received
from mingcha.attachments.examining import Examined, examine_guarded
from mingcha.attachments.models import Attachment
from mingcha.audit import operations as audit
from mingcha.engine.sealing.files import SealedReader

_NAME = 120


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: as it arrived, and what was found out about it."""

    received: Received
    examined: Examined


def check_files(*, files: Sequence[Received], by: User, at: datetime) -> list[Checked]:
    """
    Examines files that have arrived, in a limited child process; to be called before the transaction that keeps them.

    Refused: `attachment.*`, all of them or none.
    """
    policies.check_amount(files, by, at)
    if not files:
        return []
    return [Checked(*pair) for pair in zip(files, examine_guarded(_opened(files)), strict=True)]


def _opened(files: Sequence[Received]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        yield file.name, _content(file)


def _content(file: Received) -> bytes:
    with SealedReader(file.path, settings.SECRET) as sealed:
        return sealed.read()


@transaction.atomic
def attach(*, owner: str, checked: Sequence[Checked], by: User, at: datetime) -> list[Attachment]:
    """
    Keeps checked files beside the record `owner`, part of the operation that writes the record.

    The bytes are on the disk before the row is: what a failed operation leaves behind is swept away later.
    """
    return [_attach(owner, one, by, at) for one in checked]


def _attach(owner: str, checked: Checked, by: User, at: datetime) -> Attachment:
    number, examined, received = secrets.token_hex(8), checked.examined, checked.received
    keeping.keep(number, "original", _content(received))
    shown = received.content
    if examined.shown is not None:
        keeping.keep(number, "shown", examined.shown)
        shown = hashlib.sha256(examined.shown).hexdigest()
    attachment = Attachment.objects.create(
        number=number,
        owner=owner,
        sealed_name=sealed_for(Attachment, "sealed_name", number, received.name[:_NAME]),
        kind=examined.kind,
        size=received.size,
        content=received.content,
        shown_kind=examined.shown_kind,
        shown_content=shown,
        by=by,
        at=at,
    )
    detail = {"to": owner, "kind": examined.kind, "sha256": received.content, "shown": shown}
    audit.record("attachment.added", subject=attachment.audit_name, by=by, at=at, detail=detail)
    return attachment


@transaction.atomic
def hand_out(*, attachment: Attachment, by: User, at: datetime) -> bytes:
    """
    The bytes that are shown of a file which `access.attachment_for` gave, with the one record of its being seen.

    Refused (`attachment.damaged`) when they are not what was kept.
    """
    data = keeping.read(attachment, "shown" if attachment.redrawn else "original")
    detail = {"of": attachment.owner, "sha256": attachment.shown_content}
    audit.record("attachment.viewed", subject=attachment.audit_name, by=by, at=at, detail=detail)
    return data


@transaction.atomic
def drop(*, attachment: Attachment, why: str, by: audit.Actor | str, at: datetime) -> None:
    """
    The end of a file: from now on nobody opens it. Its bytes go a day later (`jobs.sweep`), so that a backup under way
    holds either the bytes or the row that says they are gone; the row without its name, and its history, stay.
    """
    if Attachment.objects.filter(pk=attachment.pk, dropped_at=None).update(dropped_at=at, sealed_name=""):
        audit.record("attachment.dropped", subject=attachment.audit_name, by=by, at=at, detail={"why": why})
