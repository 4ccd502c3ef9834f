"""Writing posts, duty and absence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Absence, Duty, DutyPost, Office


@transaction.atomic
def open_post(*, office: Office, title_zh: str, title_en: str = "", by: audit.Actor | str, at: datetime) -> DutyPost:
    """A post in an office. Refused: `post.exists` under that title, `office.closed`."""
    if office.valid_to is not None:
        raise Refused("office.closed", Message("该机构已经撤销。", "The office has been closed."))
    if DutyPost.objects.filter(office=office, title_zh=title_zh, closed_at=None).exists():
        raise Refused("post.exists", Message(f"已有岗位“{title_zh}”。", f"There is a post “{title_zh}” already."))
    post = DutyPost.objects.create(office=office, title_zh=title_zh, title_en=title_en)
    audit.record("post.opened", subject=f"post:{post.pk}", by=by, at=at, detail={"office": office.pk})
    return post


@transaction.atomic
def close_post(*, post: DutyPost, by: audit.Actor | str, at: datetime) -> None:
    """A post is no longer needed; its duties end. Refused: `post.closed`."""
    if not DutyPost.objects.filter(pk=post.pk, closed_at=None).update(closed_at=at):
        raise _closed()
    Duty.objects.filter(post=post, since__lt=at).exclude(until__lte=at).update(until=at)
    Duty.objects.filter(post=post, since__gte=at).delete()
    audit.record("post.closed", subject=f"post:{post.pk}", by=by, at=at)


@transaction.atomic
def assign_duty(
    *,
    post: DutyPost,
    person: Any,
    rank: int = 1,
    since: datetime,
    until: datetime | None = None,
    by: audit.Actor | str,
    at: datetime,
) -> Duty:
    """
    A user holds a post from a moment until a moment; rank 1 is the holder, 2 and above stand in.

    Refused: `post.closed`; `duty.person` when the account is closed; `duty.order`; `duty.taken` when somebody holds
    that rank meanwhile, or the same person another one.
    """
    if DutyPost.objects.select_for_update().filter(pk=post.pk, closed_at=None).first() is None:
        raise _closed()
    if not person.is_active:
        raise Refused("duty.person", Message("该人员的账号已停用。", "The account of this person is closed."))
    if until is not None and until <= since:
        raise Refused("duty.order", Message("结束时间应晚于开始时间。", "The end must come after the beginning."))
    meanwhile = Q(until=None) | Q(until__gt=since)
    if until is not None:
        meanwhile &= Q(since__lt=until)
    if Duty.objects.filter(meanwhile, post=post).filter(Q(rank=rank) | Q(person=person)).exists():
        raise Refused(
            "duty.taken",
            Message(
                "这段时间该顺位已有人，或此人已在本岗位值守。请先结束原安排。",
                "Somebody holds that rank at the time, or this person holds another one. End that first.",
            ),
        )
    duty = Duty.objects.create(post=post, person=person, rank=rank, since=since, until=until)
    detail = {"person": person.pk, "rank": rank, "since": since.isoformat()}
    audit.record("duty.assigned", subject=f"post:{post.pk}", by=by, at=at, detail=detail)
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, by: audit.Actor | str, at: datetime) -> None:
    """Somebody stops holding a post now; a duty that has not begun is dropped. Refused: `duty.ended`."""
    current = Duty.objects.filter(pk=duty.pk).exclude(until__lte=at)
    if not (current.filter(since__lt=at).update(until=at) or current.filter(since__gte=at).delete()[0]):
        raise Refused("duty.ended", Message("这项值守已经结束。", "This duty has ended already."))
    audit.record("duty.ended", subject=f"post:{duty.post_id}", by=by, at=at, detail={"person": duty.person_id})


@transaction.atomic
def record_absence(
    *, person: Any, since: datetime, until: datetime, reason: str, by: audit.Actor | str, at: datetime
) -> Absence:
    """Somebody is away. Refused: `absence.order`, `absence.no_reason`."""
    if until <= since:
        raise Refused("absence.order", Message("结束时间应晚于开始时间。", "The end must come after the beginning."))
    if not reason.strip():
        raise Refused("absence.no_reason", Message("请写明事由。", "Say why."))
    absence = Absence.objects.create(person=person, since=since, until=until, reason=reason.strip())
    detail = {"since": since.isoformat(), "until": until.isoformat()}
    audit.record("absence.recorded", subject=f"user:{person.pk}", by=by, at=at, detail=detail)
    return absence


def _closed() -> Refused:
    return Refused("post.closed", Message("该岗位已经撤销。", "The post has been closed."))
