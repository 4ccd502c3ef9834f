"""What turns out to be an allegation is wiped here, wherever it was written down, and led to the sealed channel."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access
from mingcha.appeals.models import (
    Appeal,
    Card,
    Check,
    Merge,
    PeerReview,
    Petitioner,
    PublicVersion,
    Rating,
    RoutingDecision,
    Share,
    Task,
    WorkNote,
)
from mingcha.appeals.operations.giving import void_clocks
from mingcha.appeals.operations.joint import end_shares
from mingcha.appeals.operations.merging import set_members_free
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.states import APPEAL, MERGED
from mingcha.attachments import operations as attachments
from mingcha.attachments.queries import beside
from mingcha.audit import operations as audit
from mingcha.kernel import transitions


@transaction.atomic
def lead_away(*, public_id: str, by: User, at: datetime) -> Appeal:
    """
    It is an allegation: what was written is wiped here, and the petitioner is led to the sealed channel by the fixed
    words of their page. Nothing of it is quoted, not even in the trail (检举控告工作规则 第十五条).

    What was written lies with the whole that a part came from, and goes there; its other parts go on under their
    neutral summaries. What had been merged into it goes on for itself.
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    if not accounts.can(by, Permission.APPEAL_DESK, at=at, area=appeal.area_code):
        accounts.check(by, Permission.APPEAL_SUPERVISE, at=at, area=appeal.area_code)
    APPEAL.target("led_away", appeal.state)
    if appeal.state == MERGED:
        known = {"undone_at": at, "undone_by": audit.actor_name(by)}
        Merge.objects.filter(appeal=appeal, undone_at=None).update(**known)
    set_members_free(appeal, by=by, at=at)
    wiped = {"sealed_text": "", "summary": "", "public_text": "", "public_at": None, "spot": "", "merged_into": None}
    transitions.move(appeal, APPEAL, "led_away", at=at, **wiped)
    _wipe(appeal, by, at)
    void_clocks(appeal, "转专门渠道", by=by, at=at)
    end_shares(appeal, at)
    Task.objects.filter(appeal=appeal, until=None).update(until=at)
    record_step(appeal, "led_away", by=by, at=at)
    return appeal


def _wipe(appeal: Appeal, by: User, at: datetime) -> None:
    """Every word that anybody wrote about it, and every file; that something was written stays."""
    if appeal.split_from_id is not None:
        Appeal.objects.all().for_system("what was written").filter(pk=appeal.split_from_id).update(sealed_text="")
    whole = appeal.split_from_id or appeal.pk
    Petitioner.objects.filter(appeal=whole).update(sealed_name="", sealed_contact="")
    owners = [reply.audit_name for reply in appeal.replies.all()] + [note.audit_name for note in appeal.notes.all()]
    for files in beside(owners).values():
        for file in files:
            attachments.drop(attachment=file, why="led_away", by=by, at=at)
    appeal.replies.update(sealed_text="", public_text="")
    Rating.objects.filter(reply__appeal=appeal).update(sealed_reason="")
    Check.objects.filter(reply__appeal=appeal).update(note="")
    PeerReview.objects.filter(reply__appeal=appeal).update(reason="")
    RoutingDecision.objects.filter(appeal=appeal).exclude(why="climbed").update(reason="")
    Merge.objects.filter(appeal=appeal).update(reason="", undone_reason="")
    Merge.objects.filter(into=appeal).update(reason="", undone_reason="")
    Share.objects.filter(appeal=appeal).update(asked="", sealed_answer="")
    WorkNote.objects.filter(appeal=appeal).update(sealed_text="")
    PublicVersion.objects.filter(appeal=appeal, until=None).update(until=at)
    PublicVersion.objects.filter(appeal=appeal).update(text="", answer="")
    Card.objects.filter(appeal=appeal).update(reason="", explanation="")
