"""The pages of clues as people use them, in both languages: from the finding to the register."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from mingcha.accounts import operations as accounts
from mingcha.kernel.clock import wall_clock
from tests.factories.clues import KNOWN, House, clues, confirm, propose, verified
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import browser

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def text(client: Any, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return str(page.content.decode())


def test_from_the_finding_to_the_register_by_two_people(house: House) -> None:
    (number,) = verified(house, 1)
    reviewer, county = browser(house["reviewer"]), browser(house["county"])
    form = reverse("clue_propose", args=[number])
    assert form in text(reviewer, reverse("finding", args=[number]))
    page = text(reviewer, form)
    title = findings().get().rule.title_zh
    assert "回避检查：通过" in page and f'value="{title}（农村低保）"' in page
    sent = reviewer.post(form, KNOWN, follow=True).content.decode()
    assert "等待另一人审定" in sent and "审定并登记" not in sent
    clue = clues().get()
    assert form not in text(reviewer, reverse("finding", args=[number]))
    assert reverse("clue_of_finding", args=[number]) in text(county, reverse("finding", args=[number]))
    assert county.get(reverse("clue_of_finding", args=[number])).headers["Location"] == f"/clues/{clue.public_id}/"
    given = {"owner": str(house["handler"].pk), "level": "general", "reason": "同意登记"}
    done = county.post(reverse("clue_confirm", args=[clue.public_id]), given, follow=True).content.decode()
    assert "线索已登记" in done and re.search(r"衡阳纪线〔20\d\d〕0001号", done)
    assert "reviewer某" in done and "county某" in done and "handler某" in done  # both signatures, the owner
    assert "提出问题线索" in done and "开始计时" in done  # its history


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(house: House) -> None:
    (number,) = verified(house, 1)
    client = browser(house["reviewer"])
    wrong = {**KNOWN, "summary": "身份证号430421195001010012的人仍在领取"}
    page = client.post(reverse("clue_propose", args=[number]), wrong).content.decode()
    assert "请删去" in page and KNOWN["title"] in page and clues().count() == 0
    clue = propose(house, number)
    county = browser(house["county"])
    address = reverse("clue_confirm", args=[clue.public_id])
    missing = county.post(address, {"level": "general", "reason": "同意登记"}).content.decode()
    assert "必填" in missing and "同意登记" in missing
    foreign = {"owner": str(house["clerk"].pk), "level": "general", "reason": "同意登记"}
    assert county.post(address, foreign).status_code == 200 and clues().get().state == "proposed"
    declined = county.post(reverse("clue_decline", args=[clue.public_id]), {"reason": "证据不足"}, follow=True)
    assert "疑点退回核查" in declined.content.decode() and findings().get().state == "reviewed"
    again = county.post(reverse("clue_decline", args=[clue.public_id]), {"reason": "证据不足"})
    assert again.status_code == 409


def test_what_is_no_clue_yet_has_no_form(house: House) -> None:
    run_with(house.purpose, house["analyst"], [row(1)])
    number = findings().get().number
    client = browser(house["reviewer"])
    assert reverse("clue_propose", args=[number]) not in text(client, reverse("finding", args=[number]))
    assert client.get(reverse("clue_propose", args=[number])).status_code == 409


@pytest.mark.parametrize("who", ["county", "leader", "town"])
def test_u28_a_clue_shows_what_speaks_for_and_against_it(house: House, who: str) -> None:
    """Also to a leader, who may not open findings."""
    (number,) = verified(house, 1)
    clue = propose(house, number)
    page = text(browser(house[who]), reverse("clue", args=[clue.public_id]))
    for said in (
        "dead_low_income",
        "民政局_低保发放.csv",
        "2020-03-15",
        "数据表面即相互矛盾",
        "查实违纪",
        "已入户核实",
    ):
        assert said in page
    content = clue.sources.get().content
    assert content["clears"][0] in page and content["exclusions"][0][0][0] in page
    assert (reverse("finding", args=[number]) in page) is (who != "leader")
    assert "4304**********0001" in page


def test_u18_an_empty_register_says_how_a_clue_begins(house: House) -> None:
    page = text(browser(house["reviewer"]), reverse("clues"))
    assert "没有您可以查看的线索" in page and reverse("findings") + "?state=reviewed" in page
    assert reverse("findings") + "?state=reviewed" not in text(browser(house["leader"]), reverse("clues"))
    filtered = text(browser(house["reviewer"]), reverse("clues") + "?state=declined")
    assert "没有符合筛选条件的线索" in filtered and "显示全部" in filtered


def test_u11_what_waits_for_a_decision_is_on_the_first_page_and_equals_its_list(house: House) -> None:
    one, *_ = (propose(house, number) for number in verified(house, 1, 2, 3))
    propose(house, verified(house, 4)[0], by="chief")  # from above: not for the county
    confirm(house, one)
    client = browser(house["county"])
    home = client.get("/")
    (todo,) = [todo for todo in home.context["todos"] if "decide" in todo.url]
    assert todo.count == 2 and "待审定的线索" in home.content.decode()
    assert client.get(todo.url).content.decode().count(KNOWN["title"]) == 2


def test_filters_and_pages_of_the_register(house: House) -> None:
    made = [propose(house, number) for number in verified(house, *range(53))]
    confirm(house, made[0], owner="handler", level="restricted")
    county, handler = browser(house["county"]), browser(house["handler"])
    address = reverse("clues")
    assert text(county, address).count(KNOWN["title"]) == 50
    assert text(county, address + "?page=2").count(KNOWN["title"]) == 3
    assert text(county, address + "?state=registered").count(KNOWN["title"]) == 1
    assert text(county, address + "?level=restricted&state=registered").count(KNOWN["title"]) == 1
    assert text(handler, address + "?mine=1").count(KNOWN["title"]) == 1
    assert text(county, address + "?state=nonsense&page=x").count(KNOWN["title"]) == 50


def test_the_office_behind_a_named_one_is_not_told_to_the_proposer(house: House) -> None:
    type(house["deputy"]).objects.filter(pk=house["deputy"].pk).update(person_key=55)
    clue = propose(house, verified(house, 1, named=[55])[0])
    assert (
        "市纪委监委" not in text(browser(house["reviewer"]), reverse("clue", args=[clue.public_id])).split("<main")[1]
    )
    assert "市纪委监委" in text(browser(house["supervisor"]), reverse("clue", args=[clue.public_id]))


def test_who_has_looked_is_for_the_owner_and_those_who_decide(house: House) -> None:
    clue = confirm(house, propose(house, verified(house, 1)[0]), owner="handler")
    address = reverse("clue", args=[clue.public_id])
    accounts.record_recusal(user=house["deputy"], kind="kin", key=1, source="申报", by="user:0", at=AT)
    browser(house["deputy"]).get(address)
    page = text(browser(house["handler"]), address)
    assert "查看记录" in page and "deputy某" in page and "越权访问线索被拒" in page
    assert "查看记录" in text(browser(house["county"]), address)
    assert "查看记录" not in text(browser(house["reviewer"]), address)


def test_the_clock_is_explained_day_by_day(house: House) -> None:
    clue = propose(house, verified(house, 1)[0], at=wall_clock())
    page = text(browser(house["county"]), reverse("clue_clock", args=[clue.public_id]))
    assert "问题线索审定" in page and "开始当日不计入" in page


@pytest.mark.parametrize("name", ["clues", "clue", "clue_propose", "clue_clock"])
def test_english_pages_have_no_chinese_of_their_own(house: House, name: str) -> None:
    first, second = verified(house, 1, 2)
    clue = propose(house, first, title="A title", summary="A neutral summary of it")
    args = {"clues": [], "clue": [clue.public_id], "clue_propose": [second], "clue_clock": [clue.public_id]}[name]
    who = "reviewer" if name == "clue_propose" else "county"
    page = text(browser(house[who], "en"), reverse(name, args=args))
    main = re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main")[0])
    own = {line.strip() for line in main.splitlines() if CHINESE.search(line)}
    # What people and files wrote: names, places, values of a file, notes, purposes, citations.
    data = ("某", "金兰镇", "县纪委监委", "民政局", "已入户", "低保", "《", "平台默认", "公安局", "农村", "办法", "张*")
    assert [line for line in own if not any(word in line for word in data)] == []
