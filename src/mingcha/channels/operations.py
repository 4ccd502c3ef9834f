"""Taking in what came, exactly once; and what became of it. Rooms above pull with `queries.pending`."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from mingcha.accounts.sealed_text import sealed_for
from mingcha.audit import operations as audit
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.models import InboundMessage
from mingcha.channels.states import INBOUND
from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import move

#: After so many failures to take it, a message waits for a person.
ATTEMPTS = 5
_REASON = 200


def sender_key(channel: Channel, account: str, sender: str) -> int:
    """The pseudonym of somebody at a channel's account, in the database in place of their id."""
    return Keys(settings.SECRET).pseudonym("channel", f"{channel}/{account}/{sender}")


def receive(*, came: Came, at: datetime) -> tuple[InboundMessage, bool]:
    """
    Keeps a message; (the message, whether it is new). Delivered again, even at the same moment, it is the same one.

    Part of the caller's transaction, if there is one.
    """
    key = sender_key(came.channel, came.account, came.sender)
    # The second of an event is its sender's: other people's events of that second are others.
    message_id = f"{came.message_id}:{key & (2**64 - 1):016x}" if came.kind == Kind.EVENT else came.message_id
    same = InboundMessage.objects.filter(channel=came.channel, account=came.account, message_id=message_id)
    if known := same.first():
        return known, False
    try:
        return _kept(came, key, message_id, at), True
    except IntegrityError:  # somebody else kept it between the two lines above
        return same.get(), False


@transaction.atomic
def _kept(came: Came, key: int, message_id: str, at: datetime) -> InboundMessage:
    number = secrets.token_hex(8)
    sealed = {"sealed_sender": came.sender, "sealed_text": came.text, "sealed_media": came.media}
    message = InboundMessage.objects.create(
        number=number,
        channel=came.channel,
        account=came.account,
        message_id=message_id,
        sender_key=key,
        kind=came.kind,
        chat=came.chat,
        sent_at=came.sent_at,
        received_at=at,
        state_at=at,
        **{name: sealed_for(InboundMessage, name, number, text) if text else "" for name, text in sealed.items()},
    )
    detail = {"channel": str(came.channel), "account": came.account, "kind": str(came.kind), "content": digest(came)}
    audit.record("message.received", subject=message.audit_name, by=audit.SYSTEM, at=at, detail=detail)
    return message


def digest(came: Came) -> str:
    """
    What ties the record in the chain to the text, keyed: short texts could be guessed from a plain hash.
    """
    key = settings.SECRET.derive("channel digest", 32)
    return hashlib.blake2b(
        "\x00".join((came.sender, came.text, came.media)).encode(), key=key, digest_size=32
    ).hexdigest()


@transaction.atomic
def take(*, message: InboundMessage, as_: str, by: audit.Actor | str, at: datetime) -> None:
    """
    The message became the record `as_` (`kind:id`): to be called by the operation that writes that record.

    Refused: `state.forbidden`, `state.taken` when another was first.
    """
    move(message, INBOUND, "take", at=at, taken_as=as_, reason="")
    audit.record("message.taken", subject=message.audit_name, by=by, at=at, detail={"to": as_})


@transaction.atomic
def set_aside(*, message: InboundMessage, reason: str, wipe: bool = False, by: audit.Actor | str, at: datetime) -> None:
    """
    It becomes nothing: a greeting, an event. `wipe`: what was written does not belong here and goes at once.

    Refused: `message.no_reason`, `state.forbidden`, `state.taken`.
    """
    reason = _reason(reason)
    wiped = {"sealed_text": "", "sealed_media": ""} if wipe else {}
    move(message, INBOUND, "set_aside", at=at, reason=reason, **wiped)
    audit.record("message.set_aside", subject=message.audit_name, by=by, at=at, detail={"reason": reason})


@transaction.atomic
def fail(*, message: InboundMessage, reason: str, by: audit.Actor | str, at: datetime) -> bool:
    """
    It could not be taken this time; whether it was given up, and waits for a person. Refused: `message.no_reason`,
    `state.forbidden`.
    """
    reason = _reason(reason)
    message = InboundMessage.objects.select_for_update().get(pk=message.pk)
    INBOUND.target("give_up", message.state)
    if message.attempts + 1 < ATTEMPTS:
        InboundMessage.objects.filter(pk=message.pk).update(attempts=message.attempts + 1, reason=reason)
        return False
    move(message, INBOUND, "give_up", at=at, attempts=message.attempts + 1, reason=reason)
    audit.record("message.given_up", subject=message.audit_name, by=by, at=at, detail={"reason": reason})
    return True


@transaction.atomic
def try_again(*, message: InboundMessage, by: audit.Actor | str, at: datetime) -> None:
    """One that was given up waits to be taken again. Refused: `state.forbidden`, `state.taken`."""
    move(message, INBOUND, "try_again", at=at, attempts=0, reason="")
    audit.record("message.tried_again", subject=message.audit_name, by=by, at=at)


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("message.no_reason", Message("请写明原因。", "Say why."))
    return text.strip()[:_REASON]
