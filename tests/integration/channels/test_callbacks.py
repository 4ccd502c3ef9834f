"""What platforms send is kept once, and everything else is refused with the same few words."""

from __future__ import annotations

import base64
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from mingcha.audit.models import AuditRecord
from mingcha.channels import once
from mingcha.channels.cipher import CallbackCipher, signature_of
from mingcha.channels.configured import problems
from mingcha.channels.models import CallbackNonce, InboundMessage
from mingcha.kernel.clock import wall_clock
from tests.factories.channels import APP, CORP, KEY, TOKEN, Platform, message_xml, posted

pytestmark = pytest.mark.django_db
MP, WECOM = Platform("mp", "sealed", APP), Platform("wecom", "staff", CORP)
ROBOT, KF = Platform("robot", "group", ""), Platform("kf", "help", CORP)


def robot_json(number: str, **more: Any) -> str:
    said = {"msgid": number, "aibotid": "A1", "chatid": "wrG1", "chattype": "group", "from": {"userid": "zhang"}}
    said |= {"response_url": "https://x", "msgtype": "text", "text": {"content": "@助手 三组的路灯不亮"}}
    return json.dumps(said | more, ensure_ascii=False)


def plain_asked(nonce: str, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    return {"signature": signature_of(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce}


def test_a_text_of_each_channel_is_kept() -> None:
    assert posted(Client(), "/callbacks/mp/plain/", plain_asked("n1"), message_xml("1")) == 200
    assert MP.post(message_xml("2"), "n2") == 200
    assert WECOM.post(message_xml("3", sender="ZhangSan"), "n3") == 200
    assert ROBOT.post(robot_json("4"), "n4") == 200
    kept = list(InboundMessage.objects.order_by("message_id"))
    assert [(m.channel, m.account, m.message_id, m.kind, m.state) for m in kept] == [
        ("mp", "plain", "1", "text", "pending"),
        ("mp", "sealed", "2", "text", "pending"),
        ("wecom", "staff", "3", "text", "pending"),
        ("robot", "group", "4", "text", "pending"),
    ]
    assert [m.text for m in kept] == ["村口的路坏了三个月"] * 3 + ["@助手 三组的路灯不亮"]
    assert [m.sender for m in kept] == ["oVillager", "oVillager", "ZhangSan", "zhang"]
    assert kept[3].chat == "wrG1" and len({m.sender_key for m in kept}) == 4
    assert AuditRecord.objects.filter(action="message.received").count() == 4


def test_nothing_of_a_message_stands_in_the_database() -> None:
    assert MP.post(message_xml("2"), "n2") == 200
    rows = str(list(InboundMessage.objects.values())) + str(list(AuditRecord.objects.values()))
    assert "oVillager" not in rows and "村口" not in rows


def test_pictures_voices_and_events() -> None:
    head = f"<ToUserName>g</ToUserName><FromUserName>o1</FromUserName><CreateTime>{int(time.time())}</CreateTime>"
    image = f"<xml>{head}<MsgType>image</MsgType><PicUrl>http://x</PicUrl><MediaId>m-1</MediaId><MsgId>1</MsgId></xml>"
    voice = f"<xml>{head}<MsgType>voice</MsgType><MediaId>m-2</MediaId>"
    voice += "<Recognition>路坏了</Recognition><MsgId>2</MsgId></xml>"
    event = f"<xml>{head}<MsgType>event</MsgType><Event>subscribe</Event><EventKey></EventKey></xml>"
    place = f"<xml>{head}<MsgType>location</MsgType><Label>村口</Label><MsgId>3</MsgId></xml>"
    for number, message in enumerate((image, voice, event, place)):
        assert MP.post(message, f"n{number}") == 200
    found = {m.kind: (m.text, m.media) for m in InboundMessage.objects.all()}
    assert found == {
        "image": ("", "m-1"),
        "voice": ("路坏了", "m-2"),
        "event": ("subscribe", ""),
        "other": ("location", ""),
    }
    # The same event again is one; that of somebody else in the same second is another, and so is another event.
    assert MP.post(event, "n8") == MP.post(event.replace("o1", "o2"), "n9") == 200
    assert MP.post(event.replace(">subscribe<", ">SCAN<"), "n10") == 200
    assert InboundMessage.objects.filter(kind="event").count() == 3


def test_robots_send_pictures_quotes_and_mixed_messages() -> None:
    quote = {"msgtype": "text", "text": {"content": "去年就报过"}}
    parts = [{"msgtype": "text", "text": {"content": "看"}}, {"msgtype": "image", "image": {"url": "https://p/1"}}]
    assert ROBOT.post(robot_json("1", quote=quote), "n1") == 200
    assert ROBOT.post(robot_json("2", msgtype="mixed", mixed={"msg_item": parts}), "n2") == 200
    assert ROBOT.post(robot_json("3", msgtype="image", image={"url": "https://p/2"}), "n3") == 200
    found = {m.message_id: (m.kind, m.text, m.media) for m in InboundMessage.objects.all()}
    assert found == {
        "1": ("text", "@助手 三组的路灯不亮\n\n> 去年就报过", ""),
        "2": ("text", "看", "https://p/1"),
        "3": ("image", "", "https://p/2"),
    }


def test_the_check_of_an_address() -> None:
    client = Client()
    answer = client.get("/callbacks/mp/plain/", {**plain_asked("n"), "echostr": "5927"})
    assert (answer.status_code, answer.content) == (200, b"5927")
    assert answer["Content-Type"].startswith("text/plain") and answer["X-Content-Type-Options"] == "nosniff"
    for platform in (WECOM, ROBOT, KF):
        sealed = platform.cipher.encrypt(b"1616140317555161061")
        answer = client.get(platform.path, {**platform.asked(sealed, "n"), "echostr": sealed})
        assert (answer.status_code, answer.content) == (200, b"1616140317555161061")
        wrong = platform.asked(sealed, "n") | {"nonce": "m"}
        assert client.get(platform.path, {**wrong, "echostr": sealed}).status_code == 403
    script = client.get("/callbacks/mp/plain/", {**plain_asked("n"), "echostr": "<script>alert(1)</script> x"})
    assert script.status_code == 403


def test_an_account_that_is_not_set_up_is_not_there(settings: Any) -> None:
    for path in ("/callbacks/mp/other/", "/callbacks/wecom/sealed/"):
        assert Client().get(path).status_code == Client().post(path).status_code == 404
    settings.CHANNELS = [{"channel": "mp", "name": "half", "token": TOKEN, "key": KEY[:-1], "receive": APP}]
    assert Client().get("/callbacks/mp/half/").status_code == 404
    assert len(problems()) == 1 and KEY[:-1] not in problems()[0]


def test_wrong_entries_are_told(settings: Any) -> None:
    settings.CHANNELS = [
        {"channel": "pigeon", "name": "a"},
        {"channel": "mp", "name": "A B", "token": "x"},
        {"channel": "sms", "name": "a", "url": "https://x.cn", "key": "k"},
        {"channel": "webhook", "name": "a", "url": "http://x.cn"},
        {"channel": "webhook", "name": "b", "url": "file:///etc/passwd"},
        {"channel": "mp", "name": "c", "token": "x", "key": KEY},
        {"channel": "mp", "name": "d", "token": "x"},
        {"channel": "mp", "name": "d", "token": "y"},
    ]
    assert len(problems()) == 7


def test_too_much_is_refused() -> None:
    assert posted(Client(), MP.path, {}, "x" * 300_000) == 413


def test_the_same_again_is_kept_once_and_answered_alike() -> None:
    sealed = MP.cipher.encrypt(message_xml("1").encode())
    asked = MP.asked(sealed, "n1")
    assert [posted(Client(), MP.path, asked, MP.body(sealed)) for _ in range(3)] == [200] * 3
    assert MP.post(message_xml("1"), "n2") == 200  # delivered again under another nonce
    assert InboundMessage.objects.count() == AuditRecord.objects.filter(action="message.received").count() == 1


def test_a_nonce_belongs_to_one_message_until_it_is_forgotten() -> None:
    assert MP.post(message_xml("1"), "n1") == 200
    assert MP.post(message_xml("2"), "n1") == 403
    assert WECOM.post(message_xml("2"), "n1") == 200  # of another account it is another one
    assert once.forget(at=wall_clock()) == 0
    CallbackNonce.objects.update(at=wall_clock() - once.REMEMBERED * 1.01)
    assert once.forget(at=wall_clock()) == 2


def test_the_plain_part_of_a_sealed_account_counts_for_nothing() -> None:
    assert posted(Client(), MP.path, plain_asked("n1"), message_xml("1")) == 403
    assert InboundMessage.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"\xff\xfe<xml/>",
        b'<?xml version="1.0" encoding="nonsense"?><xml/>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"encrypt": 7}',
        b'{"encrypt": "\\ud800"}',
        b'{"encrypt": ' + b"9" * 5000 + b"}",
        b"<a>" * 50_000,
    ],
)
def test_what_has_no_shape_is_refused(body: bytes) -> None:
    for platform in (MP, WECOM, ROBOT, KF):
        assert posted(Client(), platform.path, platform.asked("x", "n"), body) == 403
    assert posted(Client(), "/callbacks/mp/plain/", plain_asked("n"), body) == 403


@pytest.mark.parametrize("field", ["FromUserName", "CreateTime", "MsgType", "MsgId"])
def test_a_message_without_what_it_needs_is_refused(field: str) -> None:
    whole = message_xml("1")
    start, end = whole.index(f"<{field}>"), whole.index(f"</{field}>")
    for value in ("", "x y", "\u202e", "9" * 400):
        assert MP.post(whole[: start + len(field) + 2] + value + whole[end:], f"n{len(value)}") in (200, 403)
    assert MP.post(whole[:start] + whole[end + len(field) + 3 :], "n") == 403


def mutations(noise: random.Random, platform: Platform, number: int) -> Iterator[tuple[str, dict[str, str], str]]:
    """A message that was right, changed in every way that somebody on the way, or a broken platform, could."""
    nonce, other = f"m{number}", CallbackCipher(TOKEN, KEY, noise.choice(("wx0", "", CORP + "x", "x" + APP)))
    text = robot_json(str(number)) if platform is ROBOT else message_xml(str(number))
    sealed = platform.cipher.encrypt(text.encode())
    asked, body = platform.asked(sealed, nonce), platform.body(sealed)
    place, bit = noise.randrange(len(sealed)), 1 << noise.randrange(7)
    flipped = sealed[:place] + chr(ord(sealed[place]) ^ bit) + sealed[place + 1 :]
    yield "flipped", asked, body.replace(sealed, flipped)
    # Signed anew, as by somebody who has the token and not the key.
    garbage = base64.b64encode(noise.randbytes(32 * noise.randint(1, 9))).decode()
    yield "garbage, signed", platform.asked(garbage, nonce), platform.body(garbage)
    cut = noise.randrange(len(body) - 20)
    yield "cut", asked, body[:cut]
    shorter = sealed[: noise.randrange(len(sealed))]
    yield "shorter and signed", platform.asked(shorter, nonce), platform.body(shorter)
    late = noise.choice((-1, 1)) * noise.randint(660, 10**7)
    yield "stale", platform.asked(sealed, nonce, time.time() + late), body
    yield "used nonce", platform.asked(sealed, "used"), body
    if other.receive != platform.cipher.receive:
        wrong = other.encrypt(text.encode())
        yield "wrong id", platform.asked(wrong, nonce), platform.body(wrong)
    name = noise.choice(("msg_signature", "timestamp", "nonce"))
    yield "without", {key: value for key, value in asked.items() if key != name}, body
    place = noise.randrange(len(asked[name]))
    yield "query", asked | {name: asked[name][:place] + "~" + asked[name][place + 1 :]}, body


def refused(count: int) -> Counter[str]:
    """Sends so many mutated messages; statuses by what was done to them."""
    noise, client, seen = random.Random(20_260_302), Client(), Counter[str]()
    for platform in (MP, WECOM, ROBOT, KF):
        used = robot_json("used") if platform is ROBOT else message_xml("used")
        if platform is KF:
            used = used.replace(
                "<MsgId>", "<Event>kf_msg_or_event</Event><OpenKfId>k1</OpenKfId><Token>t</Token><MsgId>"
            )
        assert platform.post(used, "used") == 200
    kept = InboundMessage.objects.count()
    number = 0
    while seen.total() < count:
        number += 1
        for kind, asked, body in mutations(noise, (MP, WECOM, ROBOT)[number % 3], number):
            seen[f"{kind} {posted(client, (MP, WECOM, ROBOT)[number % 3].path, asked, body)}"] += 1
    assert InboundMessage.objects.count() == kept
    return seen


def test_a_thousand_mutated_messages_are_refused() -> None:
    seen = refused(1_000)
    assert {line.rpartition(" ")[2] for line in seen} == {"403"}, seen
    assert len(seen) == 9


@pytest.mark.slow
def test_ten_thousand_mutated_messages_are_refused() -> None:
    seen = refused(10_000)
    assert {line.rpartition(" ")[2] for line in seen} == {"403"}, seen
