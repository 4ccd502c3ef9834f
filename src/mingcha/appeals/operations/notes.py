"""Notes of the work: visits, plans, costs, and how it looked before and after, with files."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import sealed_for
from mingcha.appeals import access, policies
from mingcha.appeals.models import Appeal, Task, WorkNote
from mingcha.appeals.states import NOTES
from mingcha.attachments import operations as attachments
from mingcha.attachments.operations import Checked
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.messages import Message

BY_HAND = tuple(kind for kind in NOTES if kind != "extension")
#: Fen: ten thousand million yuan.
_MOST = 10**12


@transaction.atomic
def note_work(
    *,
    public_id: str,
    kind: str,
    text: str,
    cost: int | None = None,
    files: Sequence[Checked] = (),
    by: User,
    at: datetime,
) -> WorkNote:
    """
    Keeps what was seen, planned, spent or shown. `cost` in fen, for a note of costs alone. `files` were examined by
    `attachments.check_files` before. Moves no state and no clock.

    NotFound; Denied `appeal.task` unless they answer, help, or supervise. Refused: `note.kind`, `note.cost`,
    `note.files` when before or after has no file, `appeal.text`, `appeal.receipt`.
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    mine = Task.objects.filter(access.own_tasks(by, at=at), appeal=appeal).exists()
    if not mine and not accounts.can(by, Permission.APPEAL_SUPERVISE, at=at, area=appeal.area_code):
        raise Denied("appeal.task", Message("这件诉求不由您办理。", "This appeal is not yours to work on."))
    if kind not in BY_HAND:
        raise Refused("note.kind", Message("请选择记录类别。", "Choose what kind of note it is."))
    if (cost is not None) != (kind == "cost") or (cost is not None and not 0 < cost <= _MOST):
        raise Refused("note.cost", Message("请填写费用金额；其他记录不填。", "Give an amount, for costs alone."))
    if kind in ("before", "after") and not files:
        raise Refused("note.files", Message("请附上照片或文件。", "Add a photograph or file."))
    given = policies.check_text("text", text, policies.TEXT)
    note = keep_note(appeal, kind, given, cost=cost, by=by, at=at)
    attachments.attach(owner=note.audit_name, checked=files, by=by, at=at)
    detail = {"kind": kind, "files": len(files)}
    audit.record("appeal.noted", subject=appeal.audit_name, by=by, at=at, detail=detail)
    return note


def keep_note(appeal: Appeal, kind: str, text: str, *, cost: int | None = None, by: User, at: datetime) -> WorkNote:
    """A note as part of another operation."""
    number = secrets.token_hex(8)
    sealed = sealed_for(WorkNote, "sealed_text", number, text)
    return WorkNote.objects.create(number=number, appeal=appeal, kind=kind, sealed_text=sealed, cost=cost, by=by, at=at)
