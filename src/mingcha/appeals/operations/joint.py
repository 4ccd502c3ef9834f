"""Joint handling: the lead asks other posts for a share. The lead stays responsible, and a share ends nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from mingcha.accounts import queries as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import sealed_for
from mingcha.appeals import access, policies, routing
from mingcha.appeals.models import Appeal, Share, Task
from mingcha.appeals.operations.cards import lay_card
from mingcha.appeals.operations.giving import decide, keys_of, open_clocks
from mingcha.appeals.routing import Turn
from mingcha.appeals.states import APPEAL, HANDLING
from mingcha.audit import operations as audit
from mingcha.deadlines import queries as deadlines
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.models import DutyPost

#: The promise that a share is given the time of.
SHARE = "appeal_share"


@transaction.atomic
def ask_share(*, public_id: str, post: DutyPost, what: str, by: User, at: datetime) -> Share:
    """
    The lead asks a post for its part. It has the time of `appeal_share`, and never more than is left for the whole.

    NotFound; Denied `appeal.task` unless they lead. Refused: `appeal.what`, `appeal.identifier`, `state.forbidden`,
    `share.own`, `share.exists`, `share.nobody` when nobody without conflict acts there (why is not told).
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    lead = check_leads(appeal, by, at)
    asked = policies.check_neutral("what", what, policies.REASON)
    APPEAL.target("answered", appeal.state)
    if lead.post_id == post.pk:
        raise Refused("share.own", Message("这是主办岗位自己。请选择其他岗位。", "This post leads it. Choose another."))
    if Share.objects.filter(appeal=appeal, post=post, ended_at=None).exists():
        raise Refused("share.exists", Message("已请该岗位协办。", "This post has been asked already."))
    turn = _turn(appeal, post, at)
    share = Share.objects.create(
        number=secrets.token_hex(8),
        appeal=appeal,
        post=post,
        asked=asked,
        asked_by=by,
        asked_at=at,
        due_at=_due(appeal, at),
    )
    Task.objects.create(appeal=appeal, post=post, owner=turn.owner, lead=False, share=share, since=at)
    decide(appeal, turn, why="share", by=by, at=at)
    detail = {"post": post.pk, "due": share.due_at.isoformat()}
    audit.record("appeal.share_asked", subject=appeal.audit_name, by=by, at=at, detail=detail)
    return share


@transaction.atomic
def answer_share(*, public_id: str, text: str, share: str = "", by: User, at: datetime) -> Share:
    """
    What a co-handler did or found. `share` names one where somebody has several; else the oldest of theirs.

    NotFound; Denied `share.task` when none is theirs to answer. Refused `appeal.text`, `appeal.receipt`.
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    mine = Task.objects.filter(access.own_tasks(by, at=at), appeal=appeal, share__ended_at=None, lead=False)
    mine = mine.filter(share__number=share) if share else mine
    task = mine.select_related("share").order_by("since", "pk").first()
    if task is None or task.share is None:
        raise Denied("share.task", Message("没有要由您协办的事项。", "Nothing of it is yours to help with."))
    given = policies.check_text("text", text, policies.TEXT)
    sealed = sealed_for(Share, "sealed_answer", task.share.number, given)
    Share.objects.filter(pk=task.share.pk).update(sealed_answer=sealed, answered_by=by, answered_at=at, ended_at=at)
    Task.objects.filter(share=task.share, until=None).update(until=at)
    detail = {"post": task.share.post_id}
    audit.record("appeal.share_answered", subject=appeal.audit_name, by=by, at=at, detail=detail)
    task.share.refresh_from_db()
    return task.share


@transaction.atomic
def withdraw_share(*, public_id: str, share: str, by: User, at: datetime) -> Share:
    """The lead, or whoever supervises and is no party, takes a request back. NotFound; Denied; Refused `share.over`."""
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    if not _leads(appeal, by, at):
        access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at)
        policies.check_not_party(appeal, by)
    found = Share.objects.select_for_update().filter(appeal=appeal, number=share).first()
    if found is None:
        raise NotFound("share.unknown", Message("没有这项协办。", "There is no such share."))
    if found.ended_at is not None:
        raise Refused("share.over", Message("这项协办已经结束。", "This share is over."))
    end_shares(appeal, at, number=share)
    detail = {"post": found.post_id}
    audit.record("appeal.share_ended", subject=appeal.audit_name, by=by, at=at, detail=detail)
    return found


def end_shares(appeal: Appeal, at: datetime, *, number: str = "") -> None:
    """What was asked is needed no more: part of the operation that ends it."""
    running = Share.objects.filter(appeal=appeal, ended_at=None)
    running = running.filter(number=number) if number else running
    Task.objects.filter(share__in=running.values("pk"), until=None).update(until=at)
    running.update(ended_at=at)


@transaction.atomic
def mark_late_share(*, number: str, at: datetime) -> bool:
    """
    A share is late: a reminder lies on the matter, which its supervisor sees; it does not climb, for the lead is
    responsible for the whole. Idempotent.
    """
    late = Share.objects.filter(number=number, ended_at=None, late_at=None, due_at__lte=at)
    share = late.select_for_update(of=("self",)).first()
    if share is None:
        return False
    appeal = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=share.appeal_id)
    if appeal.state != HANDLING:
        return False
    Share.objects.filter(pk=share.pk).update(late_at=at)
    lay_card(appeal, "blue", f"share:{share.post_id}", at=at)
    detail = {"post": share.post_id}
    audit.record("appeal.share_late", subject=appeal.audit_name, by=audit.SYSTEM, at=at, detail=detail)
    return True


def check_leads(appeal: Appeal, by: User, at: datetime) -> Task:
    """The lead of an appeal. Denied (`appeal.task`) unless it is theirs: who helps does not answer for the whole."""
    lead = _leads(appeal, by, at)
    if lead is None:
        raise Denied("appeal.task", Message("这件诉求不由您主办。", "This appeal is not yours to answer."))
    return lead


def _leads(appeal: Appeal, by: User, at: datetime) -> Task | None:
    return Task.objects.filter(access.own_tasks(by, at=at), appeal=appeal, lead=True).first()


def _turn(appeal: Appeal, post: DutyPost, at: datetime) -> Turn:
    keys = keys_of(appeal)
    named = accounts.offices_named(keys)
    blocked = post.office_id in named or named & set(org.offices_above(post.office))
    acting = None if blocked else routing.acting_in(post, keys, area_code=appeal.area_code, at=at)
    if acting is None or acting.duty is None:
        raise Refused(
            "share.nobody",
            Message(
                "该岗位现在没有可以协办的人，请选择其他岗位。", "Nobody of this post can help now. Choose another."
            ),
        )
    return Turn(acting.duty.person, post, passed_over=any(why == "recused" for _, why in acting.passed_over))


def _due(appeal: Appeal, at: datetime) -> datetime:
    own = deadlines.due_of(SHARE, at=at)
    left = [clock.due_at for clock in open_clocks(appeal) if clock.due_at > at]
    return min([own, *left])
