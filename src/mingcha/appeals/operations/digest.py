"""One message in the morning instead of many in the day: how much waits, never what."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.sealed_text import sealed_for, text_of
from mingcha.appeals import queries
from mingcha.appeals.models import Climb, DigestAddress
from mingcha.audit import operations as audit
from mingcha.channels import configured, outbox
from mingcha.channels.kinds import Channel
from mingcha.channels.notices import Notice
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of

#: Between these hours in China.
MORNING = (7, 10)
_DAY = timedelta(days=1)
NOTICE = Notice(
    Message("今日待办", "What waits today"),
    Message(
        "您有{todo}件诉求待办，督办中超期{late}件，昨日新升级到您{climbed}件。请登录明察平台查看。",
        "{todo} appeals wait for you, {late} that you watch over are late, {climbed} climbed to you since yesterday. "
        "Log in to Mingcha.",
    ),
)


@transaction.atomic
def set_digest(*, channel: str, to: str, by: User, at: datetime) -> DigestAddress | None:
    """
    Where `by` wants the digest; with an empty address none. Refused: `digest.channel` unless it is e-mail or SMS and
    an account of it is set up here.
    """
    DigestAddress.objects.filter(user=by).delete()
    made = None
    if to.strip():
        if channel not in (Channel.EMAIL, Channel.SMS) or not configured.accounts_of(Channel(channel)):
            raise Refused(
                "digest.channel", Message("本平台没有配置这个渠道。", "This channel is not set up on this platform.")
            )
        number = secrets.token_hex(8)
        sealed = sealed_for(DigestAddress, "sealed_to", number, to.strip()[:120])
        made = DigestAddress.objects.create(user=by, number=number, channel=channel, sealed_to=sealed, since=at)
    audit.record("digest.set", subject=by.audit_name, by=by, at=at, detail={"channel": channel if made else ""})
    return made


def send_digests(*, at: datetime) -> int:
    """To everybody who wants one and for whom something waits, once a day; how many. Safe to ask every minute."""
    return sum(_send(one, at) for one in DigestAddress.objects.filter(user__is_active=True).select_related("user"))


@transaction.atomic
def _send(wanted: DigestAddress, at: datetime) -> bool:
    key = f"digest:{wanted.user_id}:{day_of(at).isoformat()}"
    account = next(iter(configured.accounts_of(Channel(wanted.channel))), None)
    if account is None or outbox.is_known(key):
        return False
    numbers = numbers_for(wanted.user, at=at)
    if not any(numbers.values()):
        return False
    outbox.enqueue(
        key=key,
        channel=Channel(wanted.channel),
        account=account.name,
        to=text_of(wanted, "sealed_to"),
        about=wanted.user.audit_name,
        notice="morning_digest",
        numbers=numbers,
        by=audit.SYSTEM,
        at=at,
    )
    return True


def numbers_for(user: User, *, at: datetime) -> dict[str, int]:
    """What a digest counts: the same lists that the desk shows."""
    late = queries.list_appeals(user, queries.Asking("watch", lamp="late"), at=at)
    new = Climb.objects.filter(supervisor=user, at__gt=at - _DAY, at__lte=at)
    return {
        "todo": queries.list_appeals(user, queries.Asking("todo"), at=at).count(),
        "late": late.count(),
        "climbed": new.filter(appeal__in=queries.list_appeals(user, queries.Asking("watch"), at=at).values("pk"))
        .values("appeal")
        .distinct()
        .count(),
    }
