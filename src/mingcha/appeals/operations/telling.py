"""
One act answers everywhere: what was checked goes to whoever brought it, over the way they came by; what a publisher
wrote for everybody goes to the groups of the village. Only the outbox sends, after the operation is done.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals.family import members_of, petitioners_of
from mingcha.appeals.models import Appeal, Petitioner, PublicVersion, Reply
from mingcha.appeals.operations.giving import Actor
from mingcha.appeals.plain import fitted
from mingcha.audit import operations as audit
from mingcha.channels import configured, outbox, queries
from mingcha.channels.kinds import Channel
from mingcha.org import queries as org

_MOBILE = re.compile(r"1[3-9]\d{9}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def tell_petitioners(appeal: Appeal, reply: Reply, *, by: Actor, at: datetime) -> int:
    """
    The checked answer, in the own conversation of whoever wrote over 微信客服; to everybody else who left a telephone
    or mail address a notice without a word of it. How many messages wait to be sent.
    """
    whole = [appeal, *members_of(appeal)]
    reached: set[int] = set()
    told = 0
    for one in whole:
        origin = one.split_from if one.split_from is not None else one
        for message in queries.taken_as(origin.audit_name, Channel.KF):
            outbox.enqueue(
                key=f"reply:{reply.number}:{message.number}",
                channel=Channel.KF,
                account=message.account,
                to=f"{message.chat}/{message.sender}",
                about=appeal.audit_name,
                body=_words(reply),
                by=by,
                at=at,
            )
            reached.add(origin.pk)
            told += 1
    told += sum(_notify(one, appeal, reply, by, at) for one in petitioners_of(appeal) if one.appeal_id not in reached)
    if told:
        audit.record("appeal.told", subject=appeal.audit_name, by=by, at=at, detail={"rows": told})
    return told


def tell_groups(appeal: Appeal, version: PublicVersion, *, by: Actor, at: datetime) -> int:
    """
    What everybody may read of the answer, into the groups whose account covers the village. Nothing that the publisher
    did not write, and nothing before they wrote it.
    """
    link = address(reverse("village", args=[appeal.place.code]))
    body = fitted(f"【{appeal.place.name}】{version.text}", f"办理结果：{version.answer}", link)
    accounts = [
        one for one in configured.accounts_of(Channel.WEBHOOK) if one.area and _covers(one.area, appeal.area_code)
    ]
    for account in accounts:
        outbox.enqueue(
            key=f"group:{version.pk}:{account.name}",
            channel=Channel.WEBHOOK,
            account=account.name,
            to="",
            about=appeal.audit_name,
            body=body,
            approved=True,
            by=by,
            at=at,
        )
    if accounts:
        audit.record("appeal.told_group", subject=appeal.audit_name, by=by, at=at, detail={"rows": len(accounts)})
    return len(accounts)


def address(path: str) -> str:
    """Where people outside find a page; "" when the installation does not say how it is called."""
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else ""


def _words(reply: Reply) -> str:
    head = "您反映的事项暂不可行，原因如下：" if reply.outcome == "infeasible" else "您反映的事项已办理，答复如下："
    return fitted(head, text_of(reply, "sealed_text"), f"凭查询码可查看全文并评价。{address(reverse('appeal_track'))}")


def _notify(petitioner: Petitioner, appeal: Appeal, reply: Reply, by: Actor, at: datetime) -> int:
    to = re.sub(r"[\s\-]", "", text_of(petitioner, "sealed_contact"))
    channel = Channel.SMS if _MOBILE.fullmatch(to) else Channel.EMAIL if _MAIL.fullmatch(to) else None
    account = next(iter(configured.accounts_of(channel)), None) if channel else None
    if channel is None or account is None:
        return 0
    outbox.enqueue(
        key=f"reply:{reply.number}:{petitioner.number}",
        channel=channel,
        account=account.name,
        to=to,
        about=appeal.audit_name,
        notice="answer_ready",
        by=by,
        at=at,
    )
    return 1


def _covers(area: str, code: str) -> bool:
    return area in org.codes_above(code)
