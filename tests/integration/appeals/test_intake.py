"""Messages become appeals once; allegations are wiped, and led away by the next reply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, intake
from mingcha.audit.models import AuditRecord
from mingcha.channels import operations as channels
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.models import InboundMessage, OutboundMessage
from tests.factories.appeals import AT, VILLAGE, House, appeals
from tests.factories.channels import ACCOUNTS

TEXT = "村口到三组的水泥路塌了一块，下雨天车过不去。"


@pytest.fixture(autouse=True)
def listed(settings: Any) -> None:
    settings.CHANNELS = [{**account, "area": VILLAGE} for account in ACCOUNTS]


def came(channel: Channel = Channel.KF, text: str = TEXT, message_id: str = "1", **known: Any) -> InboundMessage:
    account = next(one["name"] for one in ACCOUNTS if one["channel"] == channel)
    whole = Came(channel, account, message_id, "wm1", known.pop("kind", Kind.TEXT), AT, text, chat="wk1")
    message, _ = channels.receive(came=whole, at=AT)
    return message


def stored(message: InboundMessage) -> InboundMessage:
    return InboundMessage.objects.get(pk=message.pk)


@pytest.mark.parametrize("channel", [Channel.KF, Channel.MP, Channel.WECOM, Channel.ROBOT])
def test_a_message_over_any_channel_becomes_one_appeal(house: House, channel: Channel) -> None:
    message = came(channel)
    came(channel)  # delivered again
    assert intake.take_in(AT) == 1
    assert intake.take_in(AT) == 0
    appeal = appeals().get()
    assert (appeal.way, text_of(appeal, "sealed_text"), appeal.supervisor) == (channel, TEXT, house["county"])
    assert (stored(message).state, stored(message).taken_as) == ("taken", appeal.audit_name)


def test_the_receipt_goes_back_in_the_own_conversation_only(house: House) -> None:
    came()
    came(Channel.ROBOT, message_id="2")
    intake.take_in(AT)
    (reply,) = OutboundMessage.objects.all()
    body = text_of(reply, "sealed_body")
    code = body.partition("查询码 ")[2][:24]
    assert access.petitioner_for(code).appeal.way == "kf"


def test_an_allegation_is_wiped_and_answered_with_the_safe_ways(house: House) -> None:
    message = came(text="村支书冒领五保户的补贴款三年了。")
    assert intake.take_in(AT) == 0
    kept = stored(message)
    assert (kept.state, kept.reason, kept.sealed_text) == ("set_aside", "allegation", "")
    body = text_of(OutboundMessage.objects.get(), "sealed_body")
    assert "12388" in body and "冒领" not in body
    assert not appeals().exists()
    assert not any("冒领" in record.detail for record in AuditRecord.objects.all())


@pytest.mark.parametrize(("known", "why"), [({"text": "在吗"}, "short"), ({"kind": Kind.IMAGE, "text": ""}, "image")])
def test_what_says_nothing_is_set_aside(house: House, known: dict[str, Any], why: str) -> None:
    message = came(**known)
    intake.take_in(AT)
    assert (stored(message).state, stored(message).reason) == ("set_aside", why)


def test_what_has_no_place_waits_for_a_person(house: House, settings: Any) -> None:
    settings.CHANNELS = list(ACCOUNTS)
    message = came()
    for minute in range(6):
        intake.take_in(AT + timedelta(minutes=minute))
    assert (stored(message).state, stored(message).reason) == ("dead", "area.unknown")
    assert not appeals().exists()
