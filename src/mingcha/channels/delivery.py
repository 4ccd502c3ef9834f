"""
Sending what is in the outbox: claimed in one short transaction, sent outside of any, and what came of it written down.

Whoever claims a message has it for five minutes; a sender that dies in between lets it be sent a second time, never
not at all. 微信客服 takes a number once, e-mail carries it as its Message-ID, a gateway gets it as `{number}`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.channels import policies
from mingcha.channels.configured import account_of
from mingcha.channels.gateway import Door
from mingcha.channels.kinds import Channel
from mingcha.channels.letters import Letter
from mingcha.channels.models import OutboundMessage, Pace
from mingcha.channels.refusals import Undelivered
from mingcha.channels.senders import SENDERS
from mingcha.channels.states import OUTBOUND, TO_SEND
from mingcha.kernel.errors import MingchaError, NotFound
from mingcha.kernel.transitions import move

LEASE, _MINUTE = timedelta(minutes=5), timedelta(minutes=1)
#: Tries, and the longest wait between two: 1, 2, 4, … 32, 60 minutes, two hours and three minutes in all.
ATTEMPTS, _LONGEST = 8, timedelta(hours=1)
_LOG = logging.getLogger(__name__)


def deliver(*, number: str, at: datetime, door: Door) -> bool:
    """Sends one message if it is due; whether it was sent now."""
    message = _claim(number, at)
    if message is None:
        return False
    try:
        _send(message, at, door)
    except Undelivered as failed:
        _failed(message, failed, at)
        return False
    except Exception:  # a defect of one message keeps no other from being sent, and is seen on the page
        _LOG.exception("sending failed: %s", message.channel)
        _failed(message, Undelivered("defect", again=True), at)
        return False
    _sent(message, at)
    return True


@transaction.atomic
def _claim(number: str, at: datetime) -> OutboundMessage | None:
    """None when it is not to be sent now, somebody else has it, or the account has sent enough for this minute."""
    message = OutboundMessage.objects.select_for_update().filter(number=number, state__in=TO_SEND).first()
    if message is None or message.next_at > at:
        return None
    if message.channel == Channel.WEBHOOK and (free := _free_at(message, at)) is not None:
        OutboundMessage.objects.filter(pk=message.pk).update(next_at=free)
        return None
    message.attempts, message.tried_at, message.next_at = message.attempts + 1, at, at + LEASE
    message.save(update_fields=["attempts", "tried_at", "next_at"])
    return message


def _free_at(message: OutboundMessage, at: datetime) -> datetime | None:
    """When the account may send again; None: now."""
    Pace.objects.get_or_create(account=f"{message.channel}/{message.account}")
    Pace.objects.select_for_update().get(account=f"{message.channel}/{message.account}")
    sent = OutboundMessage.objects.filter(
        channel=message.channel, account=message.account, tried_at__gt=at - _MINUTE, tried_at__lte=at
    )
    moments = list(sent.order_by("-tried_at").values_list("tried_at", flat=True)[: policies.A_MINUTE])
    oldest = moments[-1] if len(moments) == policies.A_MINUTE else None
    return oldest + _MINUTE if oldest else None


def _send(message: OutboundMessage, at: datetime, door: Door) -> None:
    if message.channel == Channel.KF:
        policies.check_reply(message, at=at)
    try:
        account = account_of(Channel(message.channel), message.account)
        letter = Letter(message.number, message.to, message.notice, message.body, message.markdown, at)
    except NotFound:
        raise Undelivered("unconfigured", again=True) from None
    except MingchaError:  # the seal does not open: the key is another
        raise Undelivered("defect", again=True) from None
    SENDERS[account.channel](account, letter, door)


@transaction.atomic
def _sent(message: OutboundMessage, at: datetime) -> None:
    move(message, OUTBOUND, "send", at=at, sealed_to="", sealed_body="", last_error="")
    audit.record("outgoing.sent", subject=message.audit_name, by=audit.SYSTEM, at=at, detail=_told(message))


@transaction.atomic
def _failed(message: OutboundMessage, failed: Undelivered, at: datetime) -> None:
    if failed.again and message.attempts < ATTEMPTS:
        wait = min(_MINUTE * 2 ** (message.attempts - 1), _LONGEST)
        move(message, OUTBOUND, "fail", at=at, last_error=failed.word, next_at=at + wait)
        return
    move(message, OUTBOUND, "give_up", at=at, last_error=failed.word)
    detail = _told(message) | {"reason": failed.word}
    audit.record("outgoing.given_up", subject=message.audit_name, by=audit.SYSTEM, at=at, detail=detail)


def _told(message: OutboundMessage) -> dict[str, object]:
    return {"channel": message.channel, "account": message.account, "attempt": message.attempts}
