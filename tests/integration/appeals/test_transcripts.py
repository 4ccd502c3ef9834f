"""A group's chat on its way to appeals: two pages, two actions a case, nothing stored but what was confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingcha.accounts.models import User
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import operations
from mingcha.appeals.models import HeardMessage, Petitioner
from mingcha.appeals.operations import Confirmed
from mingcha.appeals.transcripts import proposing
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Denied, Refused
from tests.factories import transcripts
from tests.factories.appeals import AT, VILLAGE, House, appeals, category
from tests.factories.staff import browser

PAGE = "/appeals/transcript/"


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    for room in ("desk", "appeal", "public", "transcript"):
        monkeypatch.setattr(f"mingcha.appeals.views.{room}.wall_clock", lambda: AT)


def paste(client: Client, text: str, village: str = VILLAGE) -> str:
    sent = client.post(PAGE, {"village": village, "pasted": text})
    assert sent.status_code == 200, sent.content.decode()[:1500]
    return str(sent.content.decode())


def form_of(html: str, *, tick: bool = True) -> dict[str, Any]:
    """What a browser would send: everything as it stands, each matter ticked."""
    fields: dict[str, Any] = {"state": _one(r'name="state" value="([^"]+)"', html)}
    fields["take"] = re.findall(r'name="take" value="(\d+)"', html) if tick else []
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', body)
        fields[name] = next((value for value, chosen in options if chosen), options[0][0])
    fields |= dict(re.findall(r'name="(spot-\d+)"[^>]*value="([^"]*)"', html))
    return fields


def _one(pattern: str, html: str) -> str:
    found = re.search(pattern, html)
    assert found, html[:500]
    return found[1]


def _file(client: Client, fields: dict[str, Any]) -> str:
    sent = client.post(PAGE, fields)
    assert sent.status_code == 200, sent.content.decode()[:1500]
    return str(sent.content.decode())


@pytest.mark.parametrize("shape", ["desk", "plain"])
def test_5_twenty_appeals_two_actions_each(house: House, shape: str) -> None:
    planted, client = transcripts.make(shape), browser(house["holder"])
    html = paste(client, planted.text)
    assert html.count('name="take"') == 20 and "12388" in html and "2条消息可能" in html
    assert transcripts.ALLEGATION not in html and "我也听说了" not in html
    words = re.sub(r"<select.*?</select>|<input[^>]*>", "", html, flags=re.DOTALL)
    assert [secret for secret in (*transcripts.SECRETS, *planted.speakers) if secret in words] == []
    done = _file(client, form_of(html))  # a tick each, and one button for all
    assert appeals().count() == 20 and len(re.findall(r"(?:\d{4} ){4}\d{4}", done)) == 20
    kept = "\n".join(text_of(one, "sealed_text") for one in appeals())
    assert [secret for secret in (*transcripts.SECRETS, *planted.speakers) if secret in kept] == []
    assert all(one.way == "transcript" and one.filed_by == house["holder"] for one in appeals())
    assert {text_of(one, "sealed_name") for one in Petitioner.objects.all()} >= {"周桂香", "欧阳春"}
    assert "反映人：村口到三组的水泥路塌了一块" in kept


def test_5_the_same_paste_again_doubles_nothing(house: House) -> None:
    client, whole = browser(house["clerk"]), transcripts.make("desk")
    half = transcripts.make("desk", appeals=10)
    _file(client, form_of(paste(client, half.text)))
    assert appeals().count() == 10
    again = paste(client, whole.text)
    assert again.count('name="take"') == 10 and "条以前登记过" in again
    sealed = form_of(again)
    _file(client, sealed)
    assert appeals().count() == 20
    assert "以前登记过，没有重复登记" in _file(client, sealed)  # the button pressed twice
    assert appeals().count() == 20 and 'name="take"' not in paste(client, whole.text)


def test_nothing_is_kept_before_somebody_confirms(house: House) -> None:
    client = browser(house["clerk"])
    paste(client, transcripts.make("desk").text)
    assert appeals().count() == 0 and HeardMessage.objects.count() == 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "抽水机坏了半个月" not in str(cursor.fetchall()), table
    assert all("抽水机" not in str(one.get_decoded()) for one in Session.objects.all())


def test_a_message_is_moved_and_the_reporter_chosen(house: House) -> None:
    client = browser(house["clerk"])
    html = paste(client, "张大爷 9:00\n三组路灯坏了看不见\n\n李嫂 9:20\n八组水渠堵了放不了水\n\n李嫂 9:50\n请早点来\n")
    fields = form_of(html)
    assert fields["to-2"] == "x"
    fields |= {"to-2": "1", "to-0": "x", "take": ["0", "1"], "who-1": ""}
    _file(client, fields)
    (one,) = appeals()
    assert text_of(one, "sealed_text") == "村民乙：八组水渠堵了放不了水\n村民乙：请早点来"
    assert one.category == category("water") and Petitioner.objects.get().sealed_name == ""


def test_whoever_is_named_before_masking_does_not_get_it(house: House) -> None:
    User.objects.filter(pk=house["clerk"].pk).update(person_key=4711)
    filed = operations.file_threads(
        area=house.village,
        confirmed=[Confirmed("找某人问过路坏了", "找clerk某问过路坏了", ("a" * 64,))],
        by=house["holder"],
        at=AT,
    )
    task = filed[0].appeal.tasks.get()
    assert task.owner != house["clerk"] and "clerk" not in text_of(filed[0].appeal, "sealed_text")


@pytest.mark.parametrize(
    ("pasted", "said"),
    [("路" * 1_000_000, "内容太长"), ("👍" * 300, "没有读到需要登记的事项"), ("\x01\x02 \u202e", "没有读到任何消息"),
     ("张三 9:00\n早\n" * 5, "没有读到需要登记的事项"),
     ("\n".join(f"张{n}：路坏了{n}" for n in range(700)), "内容太长")],
)  # fmt: skip
def test_hostile_pastes_get_a_clear_sentence(house: House, pasted: str, said: str) -> None:
    html = paste(browser(house["clerk"]), pasted)
    assert said in html or "这个字段" in html, re.sub(r"<[^>]+>", " ", html)[-800:]
    assert appeals().count() == 0


def test_what_cannot_be_is_refused_in_words(house: House) -> None:
    client, other = browser(house["clerk"]), browser(house["second"])
    fields = form_of(paste(client, "张三 9:00\n三组路灯坏了看不见\n"))
    for who, given in (
        (other, fields),
        (client, {**fields, "state": fields["state"][:-3]}),
        (client, {**fields, "take": []}),
    ):
        assert who.post(PAGE, given).status_code in (400, 409, 422)
    assert client.post(PAGE, {"village": "430499999999", "pasted": "路坏了"}).status_code == 200
    assert browser(house["auditor"]).get(PAGE).status_code == 403
    assert appeals().count() == 0
    with pytest.raises(Refused) as stale:
        proposing.opened(fields["state"], user=house["clerk"].pk, at=AT + timedelta(hours=9))
    assert stale.value.code == "transcript.state"


def test_filing_is_denied_elsewhere_and_takes_no_allegation(house: House) -> None:
    matter = Confirmed("三组路灯坏了", "三组路灯坏了", ("b" * 64,))
    with pytest.raises(Denied):
        operations.file_threads(area=house.village, confirmed=[matter], by=house["auditor"], at=AT)
    bad = Confirmed("村支书贪污修路款", "村支书贪污修路款", ("c" * 64,))
    with pytest.raises(Refused) as refused:
        operations.file_threads(area=house.village, confirmed=[matter, bad], by=house["clerk"], at=AT)
    assert refused.value.code == "appeal.allegation" and appeals().count() == 0 and not HeardMessage.objects.exists()


def test_a_failing_record_rolls_everything_back(house: House, monkeypatch: Any) -> None:
    real = audit.record

    def fails(action: str, *args: Any, **kwargs: Any) -> Any:
        if action == "transcript.filed":
            raise RuntimeError("no audit")
        return real(action, *args, **kwargs)

    monkeypatch.setattr("mingcha.appeals.operations.transcripts.audit.record", fails)
    with pytest.raises(RuntimeError):
        operations.file_threads(
            area=house.village,
            confirmed=[Confirmed("三组路灯坏了", "三组路灯坏了", ("d" * 64,))],
            by=house["clerk"],
            at=AT,
        )
    assert appeals().count() == 0 and not HeardMessage.objects.exists()


def test_the_pages_speak_english(house: House) -> None:
    client = browser(house["clerk"], "en")
    sent = client.get(reverse("transcript")).content.decode()
    assert "Paste a group chat" in sent
