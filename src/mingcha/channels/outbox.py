"""Putting messages into the outbox, and taking dead ones out of their grave. Sending is `delivery.py`."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingcha.accounts.sealed_text import sealed_for
from mingcha.audit import operations as audit
from mingcha.channels import notices, policies, tasks
from mingcha.channels.kinds import Channel
from mingcha.channels.models import OutboundMessage
from mingcha.channels.operations import sender_key
from mingcha.channels.states import OUTBOUND
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import move


@transaction.atomic
def enqueue(
    *,
    key: str,
    channel: Channel,
    account: str,
    to: str,
    about: str,
    body: str = "",
    notice: str = "",
    numbers: Mapping[str, int] | None = None,
    markdown: bool = False,
    approved: bool = False,
    by: audit.Actor | str,
    at: datetime,
) -> OutboundMessage:
    """
    Asks for a message to be sent, as part of the operation that wants it: undone with it, and never sent before it is
    done. The same `key` a second time gives the first message. `to` is an address of the channel: of 微信客服
    `OpenKfId/external_userid`; of a group robot nothing. `notice` is a code of `notices.NOTICES`, `body` the text of a
    reply. `approved`: somebody whose task that is has written the words for everybody's eyes, so that a group may read
    them.

    Refused: `outbox.no_way_out`, `.words`, `.empty`, `.too_long`, `.markdown`, `notice.unknown`, `notice.numbers`.
    """
    if known := OutboundMessage.objects.filter(key=key).first():
        return known
    policies.check_channel(channel, notice=notice, approved=approved)
    text = notices.worded(notice, numbers or {}).zh if notice else body
    policies.check_body(channel, text, markdown=markdown)
    number = secrets.token_hex(8)
    message, new = OutboundMessage.objects.get_or_create(
        key=key,
        defaults={
            "number": number,
            "channel": channel,
            "account": account,
            "about": about,
            "notice": notice,
            "recipient_key": sender_key(channel, account, to.rpartition("/")[2] if channel == Channel.KF else to),
            "sealed_to": sealed_for(OutboundMessage, "sealed_to", number, to) if to else "",
            "sealed_body": sealed_for(OutboundMessage, "sealed_body", number, text),
            "markdown": markdown,
            "created_at": at,
            "state_at": at,
            "next_at": at,
        },
    )
    if new:
        tasks.send_message.enqueue(number)
        detail = {"channel": str(channel), "account": account, "of": about, "content": _digest(text)}
        audit.record("outgoing.queued", subject=message.audit_name, by=by, at=at, detail=detail)
    return message


def is_known(key: str) -> bool:
    """Whether something was asked for under a key already."""
    return OutboundMessage.objects.filter(key=key).exists()


def _digest(text: str) -> str:
    """Keyed, as that of what comes in."""
    key = settings.SECRET.derive("channel digest", 32)
    return hashlib.blake2b(text.encode(), key=key, digest_size=32).hexdigest()


@transaction.atomic
def try_again(*, number: str, by: audit.Actor | str, at: datetime) -> OutboundMessage:
    """A message that could not be sent waits once more. NotFound; Refused `state.forbidden`, `state.taken`."""
    message = OutboundMessage.objects.filter(number=number).first()
    if message is None:
        raise NotFound("outgoing.unknown", Message("没有这条消息。", "There is no such message."))
    move(message, OUTBOUND, "try_again", at=at, attempts=0, next_at=at)
    tasks.send_message.enqueue(number)
    audit.record("outgoing.tried_again", subject=message.audit_name, by=by, at=at)
    return message
