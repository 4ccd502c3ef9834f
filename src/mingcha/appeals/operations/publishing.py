"""For everybody's eyes: only what somebody whose task that is has written without names, and who can take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, policies
from mingcha.appeals.family import petitioners_of
from mingcha.appeals.models import Appeal, PublicVersion
from mingcha.appeals.operations.giving import write
from mingcha.appeals.operations.telling import tell_groups
from mingcha.appeals.states import CLOSED, EXPLAINED, HANDLING, SOLVED
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: What is received or answered and not checked yet is nobody's business but theirs.
SHOWABLE = (HANDLING, SOLVED, EXPLAINED, CLOSED)
_SHORTEST_NAME = 2


@transaction.atomic
def publish_appeal(*, public_id: str, text: str, answer: str = "", by: User, at: datetime) -> Appeal:
    """
    Shows an appeal on the page of its village in the words given, with those for its last checked answer if there are
    any. What was written and answered stays as it is, sealed; the words of before are kept as a version. A new answer
    goes to the groups of the village too.

    NotFound outside APPEAL_PUBLISH; Denied `appeal.party`. Refused: `appeal.text`, `appeal.identifier`; `appeal.names`
    when it holds what a petitioner is called or reached by; `appeal.hidden` in a state that nobody else may know.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_PUBLISH, at=at, lock=True)
    policies.check_not_party(appeal, by)
    if appeal.state not in SHOWABLE:
        raise Refused("appeal.hidden", Message("现在的状态不能公开。", "In this state it is not shown."))
    shown = policies.check_neutral("text", text, policies.REASON)
    said = policies.check_neutral("text", answer, policies.REASON) if answer.strip() else ""
    _check_names(appeal, shown + said)
    write(appeal, public_text=shown, public_at=at)
    reply = appeal.replies.filter(checked__passed=True).order_by("at", "pk").last()
    said = said if reply is not None else ""
    if reply is not None:
        appeal.replies.filter(pk=reply.pk).update(public_text=said)
    before = PublicVersion.objects.filter(appeal=appeal, until=None).first()
    PublicVersion.objects.filter(appeal=appeal, until=None).update(until=at)
    version = PublicVersion.objects.create(appeal=appeal, text=shown, answer=said, by=audit.actor_name(by), at=at)
    audit.record("appeal.published", subject=appeal.audit_name, by=by, at=at, detail={"version": version.pk})
    if said and (before is None or before.answer != said):
        tell_groups(appeal, version, by=by, at=at)
    return appeal


@transaction.atomic
def hide_appeal(*, public_id: str, by: User, at: datetime) -> Appeal:
    """Takes it off the page of its village, at once. NotFound outside APPEAL_PUBLISH."""
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_PUBLISH, at=at, lock=True)
    write(appeal, public_text="", public_at=None)
    appeal.replies.update(public_text="")
    PublicVersion.objects.filter(appeal=appeal, until=None).update(until=at)
    audit.record("appeal.hidden", subject=appeal.audit_name, by=by, at=at)
    return appeal


def _check_names(appeal: Appeal, text: str) -> None:
    for who in petitioners_of(appeal):
        called = [text_of(who, name).strip() for name in ("sealed_name", "sealed_contact")]
        if any(len(one) >= _SHORTEST_NAME and one in text for one in called):
            raise Refused(
                "appeal.names",
                Message("文字里有反映人的称呼或电话，请删去。", "The text tells who brought it: remove that."),
            )
