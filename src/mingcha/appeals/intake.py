"""
What came over a channel becomes an appeal, by itself and once; or it is set aside, with a word of why.

An allegation is wiped at once: its writer is led to the safe ways by the next reply, and nothing of it is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingcha.appeals import flood, fork, policies, receipts
from mingcha.appeals.operations.filing import Filed, file_appeal
from mingcha.appeals.receipts import Receipt
from mingcha.channels import configured, outbox, queries
from mingcha.channels import operations as channels
from mingcha.channels.kinds import Channel, Kind
from mingcha.channels.models import InboundMessage
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.org import queries as org

_AT_ONCE = 500
BY = "system:intake"
SAFE = (
    "您反映的内容可能涉及公职人员违纪违法，为保护您，这里不受理也不保存。请拨打12388，或写信、当面向县市纪委监委反映。"
    "请不要发到群里。"
)


def take_in(at: datetime) -> int:
    """Every message that waits, each in a transaction of its own; how many became appeals."""
    return sum(_take(message, at) for message in queries.pending(_AT_ONCE))


def _take(message: InboundMessage, at: datetime) -> bool:
    """Whether it became an appeal. Two at once: the second finds it taken."""
    if message.kind not in (Kind.TEXT, Kind.VOICE):
        return _aside(message, message.kind, at)
    text = message.text.strip()
    if len(text) < policies.TEXT[0]:
        return _aside(message, "short", at)
    if fork.sign_of_allegation(text):
        return _lead_away(message, at)
    try:
        if message.channel == Channel.EMAIL:  # whoever can send one letter can send ten thousand
            flood.spend("email", str(message.sender_key), most=settings.FLOOD_FILINGS, at=at)
        return _file(message, text, receipts.issue(), at)
    except flood.Flooded:
        return _aside(message, "flood", at)
    except Refused as refused:
        if refused.code != "state.taken":
            channels.fail(message=message, reason=refused.code, by=BY, at=at)
    except MingchaError as error:
        channels.fail(message=message, reason=error.code, by=BY, at=at)
    return False


@transaction.atomic
def _file(message: InboundMessage, text: str, receipt: Receipt, at: datetime) -> bool:
    area = configured.account_of(Channel(message.channel), message.account).area
    filed = file_appeal(
        way=message.channel,
        area=org.get_area(area or "0" * 12),
        text=text[: policies.TEXT[1]],
        contact=message.sender if message.channel == Channel.EMAIL else "",
        delivery=f"message:{message.number}",
        receipt=receipt,
        by=BY,
        at=at,
    )
    channels.take(message=message, as_=filed.appeal.audit_name, by=BY, at=at)
    code = (filed.code or "").replace(" ", "")
    _reply(message, _received(filed), "mail_taken" if code else "", {"code": int(code or 0)}, at=at)
    return True


def _received(filed: Filed) -> str:
    number = f"查询码 {filed.code}。请保存好，不要发到群里；凭它可以查看办理结果。" if filed.code else ""
    return f"已收到您反映的事项，已有人负责办理。{number}"


def _aside(message: InboundMessage, reason: str, at: datetime) -> bool:
    channels.set_aside(message=message, reason=reason, by=BY, at=at)
    return False


@transaction.atomic
def _lead_away(message: InboundMessage, at: datetime) -> bool:
    channels.set_aside(message=message, reason="allegation", wipe=True, by=BY, at=at)
    _reply(message, SAFE, "mail_safe", {}, at=at)
    return False


def _reply(message: InboundMessage, body: str, notice: str, numbers: Mapping[str, int], *, at: datetime) -> None:
    """In somebody's own conversation or mailbox only: nothing of it goes into a group. By e-mail as a fixed text."""
    if message.channel == Channel.EMAIL and message.sender and notice:
        outbox.enqueue(
            key=f"intake:{message.number}",
            channel=Channel.EMAIL,
            account=message.account,
            to=message.sender,
            about=message.audit_name,
            notice=notice,
            numbers=numbers,
            by=BY,
            at=at,
        )
    if message.channel != Channel.KF:
        return
    outbox.enqueue(
        key=f"intake:{message.number}",
        channel=Channel.KF,
        account=message.account,
        to=f"{message.chat}/{message.sender}",
        about=message.audit_name,
        body=body,
        by=BY,
        at=at,
    )
