"""微信客服 against a server of this machine that behaves as page 94670 says."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mingcha.channels import jobs, outbox
from mingcha.channels.gateway import http_door
from mingcha.channels.kf import client, pulling
from mingcha.channels.kinds import Channel
from mingcha.channels.models import InboundMessage, KfInbox, OutboundMessage
from mingcha.channels.refusals import Undelivered
from mingcha.kernel.clock import wall_clock
from tests.factories.channels import CORP, Platform, kf_account, web_server
from tests.factories.racing import at_once

pytestmark = pytest.mark.django_db
KF = Platform("kf", "help", CORP)


class Queue:
    """The platform's side: messages since ever, pages from a cursor, access tokens that end, replies."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.replies: dict[str, dict[str, Any]] = {}
        self.tokens = 0
        self.error = 0
        self.page = client.PAGE

    def write(self, number: int, text: str = "水管漏了", **more: Any) -> None:
        said = {"msgid": f"k{number}", "open_kfid": "wk1", "external_userid": "wm1", "send_time": int(time.time())}
        self.messages.append(said | {"origin": 3, "msgtype": "text", "text": {"content": text}} | more)

    def answer(self, path: str, body: bytes, _headers: Mapping[str, str]) -> tuple[int, bytes]:
        parts = urlsplit(path)
        asked = {name: value[0] for name, value in parse_qs(parts.query).items()}
        return 200, json.dumps(self._said(parts.path, asked, body)).encode()

    def _said(self, path: str, asked: Mapping[str, str], body: bytes) -> dict[str, Any]:
        if self.error:
            return {"errcode": self.error, "errmsg": "x"}
        if path == "/cgi-bin/gettoken":
            if asked != {"corpid": CORP, "corpsecret": "s3cret"}:
                return {"errcode": 40001}
            self.tokens += 1
            return {"errcode": 0, "access_token": f"T{self.tokens}", "expires_in": 7200}
        if asked["access_token"] != f"T{self.tokens}":
            return {"errcode": 42001}
        said = json.loads(body)
        if path == "/cgi-bin/kf/send_msg":
            self.replies[said["msgid"]] = said
            return {"errcode": 0, "msgid": said["msgid"]}
        self.asked.append(said)
        start = int(said["cursor"] or 0)
        end = min(len(self.messages), start + min(said["limit"], self.page))
        more = int(end < len(self.messages))
        return {"errcode": 0, "next_cursor": str(end), "has_more": more, "msg_list": self.messages[start:end]}


@pytest.fixture
def queue(settings: Any) -> Iterator[Queue]:
    client._TOKENS.clear()
    found = Queue()
    with web_server(found.answer) as base:
        settings.CHANNELS = [kf_account(base)]
        yield found


def told(number: int = 1) -> None:
    """The callback: something was written."""
    event = "<xml><ToUserName>x</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>"
    event += f"<Event>kf_msg_or_event</Event><Token>ENC{number}</Token><OpenKfId>wk1</OpenKfId></xml>"
    assert KF.post(event, f"n{number}") == 200


def pull() -> int:
    return pulling.pull(box_id=KfInbox.objects.get().pk, at=wall_clock(), door=http_door)


def tasks() -> int:
    from django_tasks_db.models import DBTaskResult

    return int(DBTaskResult.objects.count())


def test_what_was_written_is_pulled_page_by_page_and_once(queue: Queue) -> None:
    queue.page = 300
    for number in range(1000):
        queue.write(number)
    told()
    assert tasks() == 1 and queue.asked == []  # the callback itself asks nobody
    assert pull() == 1000
    assert [said["cursor"] for said in queue.asked] == ["", "300", "600", "900"]
    assert {said["token"] for said in queue.asked} == {"ENC1"} and queue.asked[0]["limit"] == 1000
    assert not KfInbox.objects.get().wanted
    queue.write(1000)
    told(2)
    assert pull() == 1 and pull() == 0
    first = InboundMessage.objects.get(message_id="k0")
    assert (first.text, first.sender, first.chat, first.kind) == ("水管漏了", "wm1", "wk1", "text")


def test_callbacks_in_a_row_ask_for_one_pull(queue: Queue) -> None:
    for number in range(5):
        told(number)
    assert tasks() == 1


def test_kinds_staff_and_what_has_no_shape(queue: Queue) -> None:
    queue.write(1, msgtype="image", image={"media_id": "m1"})
    queue.write(2, msgtype="voice", voice={"media_id": "m2"})
    event = {"event_type": "enter_session", "open_kfid": "wk1", "external_userid": "wm2"}
    queue.write(3, origin=4, msgtype="event", event=event, external_userid="")
    queue.write(4, origin=5)
    queue.write(5, msgtype="location", location={"name": "村口"})
    queue.write(6, msgid="a b")
    queue.write(7)
    queue.messages[-1]["text"] = {"content": 7}
    queue.messages.append({"origin": 3, "msgtype": ["text"]})
    told()
    assert pull() == 4
    found = {m.message_id: (m.kind, m.text, m.media) for m in InboundMessage.objects.exclude(kind="event")}
    assert found == {"k1": ("image", "", "m1"), "k2": ("voice", "", "m2"), "k5": ("other", "location", "")}
    assert InboundMessage.objects.get(kind="event").sender == "wm2"


def test_an_access_token_that_ended_is_asked_for_again(queue: Queue) -> None:
    queue.write(1)
    told()
    assert pull() == 1 and queue.tokens == 1
    queue.tokens = 7
    queue.write(2)
    assert pull() == 1 and queue.tokens == 8


@pytest.mark.parametrize(("error", "word"), [(-1, "busy"), (45009, "busy"), (40001, "credentials"), (60020, "refused")])
def test_a_pull_that_failed_is_taken_up_by_the_clock(queue: Queue, error: int, word: str) -> None:
    queue.write(1)
    told()
    queue.error = error
    with pytest.raises(Undelivered) as failed:
        pull()
    assert failed.value.word == word and KfInbox.objects.get().wanted
    queue.error = 0
    assert jobs.tick(wall_clock()).pulled == 0
    assert jobs.tick(wall_clock() + timedelta(minutes=2)).pulled == 1
    assert jobs.tick(wall_clock() + timedelta(minutes=3)).pulled == 0


def test_nobody_answers(settings: Any) -> None:
    client._TOKENS.clear()
    settings.CHANNELS = [kf_account("http://127.0.0.1:9")]
    told()
    with pytest.raises(Undelivered) as failed:
        pull()
    assert failed.value.word == "unreachable"
    assert jobs.tick(wall_clock() + timedelta(minutes=2)).pulled == 0


@pytest.mark.usefixtures("committed")
def test_four_pulls_at_once_keep_each_message_once(queue: Queue) -> None:
    queue.page = 40
    for number in range(200):
        queue.write(number)
    told()
    act = partial(lambda: pull() and None)
    assert at_once(act, act, act, act) == ["done"] * 4
    assert InboundMessage.objects.count() == 200 and KfInbox.objects.get().cursor == "200"


def reply(number: int, to: str = "wk1/wm1") -> OutboundMessage:
    return outbox.enqueue(
        key=f"reply:{number}",
        channel=Channel.KF,
        account="help",
        to=to,
        about="appeal:1",
        body=f"已安排维修，第{number}次答复。",
        by="user:1",
        at=wall_clock(),
    )


def test_five_replies_and_no_more(queue: Queue) -> None:
    queue.write(1)
    told()
    pull()
    for number in range(6):
        reply(number)
    assert jobs.tick(wall_clock()).sent == 5
    first = OutboundMessage.objects.get(key="reply:0")
    assert queue.replies[first.number]["text"] == {"content": "已安排维修，第0次答复。"}
    assert (first.state, first.sealed_body, first.sealed_to) == ("sent", "", "")
    last = OutboundMessage.objects.get(key="reply:5")
    assert (last.state, last.last_error) == ("dead", "replies_used")


def test_no_reply_after_48_hours_or_to_nobody(queue: Queue) -> None:
    queue.write(1)
    told()
    pull()
    InboundMessage.objects.update(sent_at=wall_clock() - timedelta(hours=48, minutes=1))
    reply(1), reply(2, to="wk1/wm9")
    assert jobs.tick(wall_clock()).sent == 0
    assert {m.last_error for m in OutboundMessage.objects.filter(state="dead")} == {"window_closed"}
    assert queue.replies == {}
