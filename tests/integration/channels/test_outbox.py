"""What goes out: with the operation that wants it or not at all, once, to real servers on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from mingcha.audit.models import AuditRecord
from mingcha.channels import delivery, jobs, outbox
from mingcha.channels.gateway import http_door
from mingcha.channels.kinds import Channel
from mingcha.channels.models import OutboundMessage
from mingcha.channels.sms.sending import signature_of
from mingcha.kernel.errors import Refused
from tests.factories.channels import AT, mail_server, web_server
from tests.factories.racing import at_once
from tests.factories.staff import areas, browser, staff

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Far:
    """A server of somebody else: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], Mapping[str, str], bytes]] = []
        self.status, self.code = 200, 0

    def answer(self, _path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self.got.append((json.loads(body), headers, body))
        return self.status, json.dumps({"errcode": self.code}).encode()


@pytest.fixture
def far(settings: Any) -> Iterator[Far]:
    found = Far()
    with web_server(found.answer) as base:
        template = {"phone": "{to}", "content": {"text": "【明察】{body}"}, "refs": ["{number}"], "n": 1}
        settings.CHANNELS = [
            {"channel": "webhook", "name": "duty", "url": f"{base}/send?key=k"},
            {"channel": "sms", "name": "gate", "url": base, "key": "k", "template": template},
            {"channel": "email", "name": "mail", "sender": "mingcha@example.org"},
        ]
        yield found


def ask(number: int = 1, channel: Channel = Channel.WEBHOOK, **known: Any) -> OutboundMessage:
    names = {
        Channel.WEBHOOK: ("duty", ""),
        Channel.SMS: ("gate", "13800138000"),
        Channel.EMAIL: ("mail", "a@example.org"),
    }
    account, to = names.get(channel, ("x", "x"))
    given: dict[str, Any] = {"key": f"k{number}", "channel": channel, "account": account, "to": to, "by": "user:1"}
    given |= {"about": "appeal:1", "notice": "work_waiting", "numbers": {"count": number}, "at": AT}
    return outbox.enqueue(**(given | known))


def state() -> tuple[str, str, int]:
    found = OutboundMessage.objects.get()
    return found.state, found.last_error, found.attempts


def test_a_notice_into_a_group(far: Far) -> None:
    message = ask(3)
    assert jobs.tick(AT).sent == 1 and jobs.tick(AT).sent == 0
    assert [got for got, _, _ in far.got] == [
        {"msgtype": "text", "text": {"content": "您有3项待办，请登录明察平台查看。"}}
    ]
    message.refresh_from_db()
    assert (message.state, message.sealed_to, message.sealed_body) == ("sent", "", "")
    ask(4, markdown=True)
    assert jobs.tick(AT).sent == 1 and far.got[1][0]["msgtype"] == "markdown"


def test_a_text_message_is_signed(far: Far) -> None:
    message = ask(channel=Channel.SMS)
    assert jobs.tick(AT).sent == 1
    ((said, headers, body),) = far.got
    text = "【明察】您有1项待办，请登录明察平台查看。"
    assert said == {"phone": "13800138000", "content": {"text": text}, "refs": [message.number], "n": 1}
    assert headers["X-Signature"] == signature_of("k", headers["X-Timestamp"], body)
    assert headers["X-Timestamp"] == str(int(AT.timestamp()))


def test_a_letter(far: Far, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    letters: list[bytes] = []
    with mail_server(letters) as settings.EMAIL_PORT:
        message = ask(channel=Channel.EMAIL, notice="answer_ready", numbers={})
        assert jobs.tick(AT).sent == 1
    letter = message_from_bytes(letters[0])
    assert str(make_header(decode_header(letter["Subject"]))) == "您有一条新答复"
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.decode().startswith("您反映的事项有新的答复")
    assert letter["Message-ID"] == f"<{message.number}@example.org>" and letter["To"] == "a@example.org"


@pytest.mark.parametrize(("code", "ends"), [(550, ("dead", "address", 1)), (450, ("failed", "address", 1))])
def test_a_letter_that_is_refused(far: Far, settings: Any, code: int, ends: tuple[str, str, int]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server([], refused=code) as settings.EMAIL_PORT:
        ask(channel=Channel.EMAIL)
        assert jobs.tick(AT).sent == 0
    assert state() == ends


def test_addresses_that_are_none(far: Far) -> None:
    ask(1, Channel.EMAIL, to="a@b\nBcc: c@d.e")
    ask(2, Channel.SMS, to="12")
    assert jobs.tick(AT).sent == 0
    assert set(OutboundMessage.objects.values_list("state", "last_error")) == {("dead", "address")}


def test_what_failed_is_tried_eight_times_and_dies(far: Far) -> None:
    far.status = 503
    ask(channel=Channel.SMS)
    at, tries = AT, []
    for minute in range(24 * 60):
        before = len(far.got)
        jobs.tick(at + minute * MINUTE)
        if len(far.got) > before:
            tries.append(minute)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 123]
    assert state() == ("dead", "busy", 8)
    assert AuditRecord.objects.filter(action="outgoing.given_up").count() == 1


@pytest.mark.parametrize(
    ("channel", "status", "code", "ends"),
    [
        (Channel.SMS, 400, 0, ("dead", "refused", 1)),
        (Channel.SMS, 302, 0, ("dead", "refused", 1)),
        (Channel.SMS, 401, 0, ("failed", "credentials", 1)),
        (Channel.WEBHOOK, 200, 45009, ("failed", "busy", 1)),
        (Channel.WEBHOOK, 200, 93000, ("failed", "credentials", 1)),
        (Channel.WEBHOOK, 200, 44004, ("dead", "refused", 1)),
    ],
)
def test_how_sending_fails(far: Far, channel: Channel, status: int, code: int, ends: tuple[str, str, int]) -> None:
    far.status, far.code = status, code
    ask(channel=channel)
    jobs.tick(AT)
    assert state() == ends


def test_nobody_is_there(far: Far, settings: Any) -> None:
    settings.CHANNELS = [{"channel": "webhook", "name": "duty", "url": "http://127.0.0.1:9/"}]
    ask(1)
    jobs.tick(AT)
    assert state() == ("failed", "unreachable", 1)
    settings.CHANNELS = []
    jobs.tick(AT + MINUTE)
    assert state() == ("failed", "unconfigured", 2)


def test_a_group_gets_twenty_a_minute(far: Far) -> None:
    for number in range(45):
        ask(number)
    sent = [jobs.tick(AT + minute * MINUTE).sent for minute in range(4)]
    assert sent == [20, 20, 5, 0] and len(far.got) == 45
    assert set(OutboundMessage.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_the_same_is_asked_for_once(far: Far) -> None:
    assert ask(1).pk == ask(1).pk
    assert jobs.tick(AT).sent == 1 and AuditRecord.objects.filter(action="outgoing.queued").count() == 1


@pytest.mark.usefixtures("committed")
def test_asked_and_sent_by_four_at_once_it_is_one(far: Far) -> None:
    assert at_once(*[partial(ask, 1)] * 4) == ["done"] * 4
    number = OutboundMessage.objects.get().number
    send = partial(delivery.deliver, number=number, at=AT, door=http_door)
    assert at_once(send, send, send, send) == ["done"] * 4
    assert len(far.got) == 1 and state() == ("sent", "", 1)


def test_it_is_undone_with_the_operation(far: Far) -> None:
    with pytest.raises(OSError, match="undone"), transaction.atomic():
        ask(1)
        raise OSError("undone")
    assert jobs.tick(AT).sent == 0 and far.got == []


def test_a_sender_that_died_lets_it_be_sent_again(far: Far) -> None:
    message = ask(1)
    assert delivery._claim(message.number, AT) is not None
    assert jobs.tick(AT + MINUTE).sent == 0
    assert jobs.tick(AT + delivery.LEASE).sent == 1


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("outbox.no_way_out", {"channel": Channel.MP}),
        ("outbox.words", {"notice": "", "body": "王某某的低保"}),
        ("outbox.words", {"channel": Channel.SMS, "notice": "", "body": "x"}),
        ("outbox.words", {"channel": Channel.EMAIL, "notice": "", "body": "x"}),
        ("notice.unknown", {"notice": "free"}),
        ("notice.numbers", {"numbers": {"count": "王某某"}}),
        ("notice.numbers", {"numbers": {}}),
        ("outbox.empty", {"channel": Channel.KF, "notice": "", "body": " "}),
        ("outbox.too_long", {"channel": Channel.KF, "notice": "", "body": "字" * 683}),
        ("outbox.markdown", {"channel": Channel.SMS, "markdown": True}),
    ],
)
def test_what_is_refused(far: Far, code: str, known: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        ask(1, **known)
    assert refused.value.code == code and OutboundMessage.objects.count() == 0


def test_nothing_of_it_stands_in_the_database(far: Far) -> None:
    ask(1, Channel.KF, account="help", to="wk1/wm1", notice="", body="您反映的低保问题已核实")
    rows = str(list(OutboundMessage.objects.values())) + str(list(AuditRecord.objects.values()))
    assert "低保" not in rows and "wm1" not in rows


def test_the_administrator_sees_what_died_and_tries_again(far: Far) -> None:
    areas()
    client = browser(staff("admin", "system_administrator"))
    far.status = 400
    message = ask(1, Channel.SMS)
    jobs.tick(AT)
    page = client.get("/outbox/").content.decode()
    assert message.number in page and "对方拒收" in page and "有待办事项" in page and "13800138000" not in page
    far.status = 200
    assert client.post(f"/outbox/{message.number}/again/").status_code == 302
    assert client.post(f"/outbox/{message.number}/again/").status_code == 409
    message.refresh_from_db()
    assert message.state == "waiting" and jobs.tick(message.next_at).sent == 1
    assert "没有滞留" in client.get("/outbox/").content.decode()
    (record,) = AuditRecord.objects.filter(action="outgoing.tried_again")
    assert record.actor.startswith("user:") and record.subject == message.audit_name


@pytest.mark.parametrize("act", ["queue", "send", "give_up", "try_again"])
def test_without_its_record_nothing_happens(far: Far, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = ask(1, Channel.SMS)
    if act == "try_again":
        OutboundMessage.objects.update(state="dead")
    far.status = 400 if act == "give_up" else 200

    def broken(*_args: object, **_known: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("mingcha.audit.operations.record", broken)
    before = list(OutboundMessage.objects.values_list("state", flat=True))
    with pytest.raises(OSError, match="disk full"):
        if act == "queue":
            ask(2)
        elif act == "try_again":
            outbox.try_again(number=message.number, by="user:1", at=AT)
        else:
            delivery.deliver(number=message.number, at=AT, door=http_door)
    assert list(OutboundMessage.objects.values_list("state", flat=True)) == before
