"""Appeals as people use them: a villager on a phone without script, the desk, the bureau, the supervisor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.appeals.models import Petitioner
from mingcha.audit.models import AuditRecord
from tests.factories.appeals import AT, VILLAGE, House, accept, answer, appeals, check, file
from tests.factories.staff import TOWN, browser

TEXT = "村口到三组的水泥路塌了一块，下雨天车过不去。"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    """The clock of the pages stands where the house was built."""
    for room in ("desk", "appeal", "public"):
        monkeypatch.setattr(f"mingcha.appeals.views.{room}.wall_clock", lambda: AT)


def page(client: Client, address: str, **given: str) -> str:
    sent = client.post(address, given, follow=True) if given else client.get(address)
    assert sent.status_code == 200, sent.content.decode()[:2000]
    return str(sent.content.decode())


def token(html: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{32})"', html)
    assert found
    return found[1]


def test_a_villager_files_keeps_the_code_and_comes_back(house: House) -> None:
    villager, form = Client(enforce_csrf_checks=False), reverse("village_file", args=[VILLAGE])
    assert "金兰村" in page(villager, reverse("village", args=[VILLAGE]))
    empty = page(villager, form)
    assert empty.count("weui-cell__bd") == 4 and "<script>" not in empty
    known = {"token": token(empty), "text": TEXT, "spot": "三组路口"}
    done = page(villager, form, **known)
    code = re.search(r"(\d{4} ){4}\d{4}", done)
    assert code and "自动升级" in done
    assert code[0] in page(villager, form, **known)  # the answer got lost and it is sent again: the same code
    assert appeals().count() == 1
    assert code[0] not in page(villager, form, **{**known, "text": f"{TEXT}已经三个月了。"})  # went back, wrote more
    assert appeals().count() == 2
    own = page(villager, reverse("appeal_track"), code=code[0])
    assert "待受理" in own and TEXT in own
    assert "没有找到" in page(villager, reverse("appeal_track"), code="1" * 20)
    assert all(
        record.actor in ("public", "system") or record.actor.startswith("system") for record in _appeal_records()
    )


def test_a_clerk_who_clicks_twice_files_once(house: House) -> None:
    clerk, form = browser(house["clerk"]), reverse("appeal_new")
    known = {"token": token(page(clerk, form)), "text": TEXT, "village": VILLAGE}
    first, second = (re.search(r"(\d{4} ){4}\d{4}", page(clerk, form, **known)) for _ in range(2))
    assert first and second and first[0] == second[0]
    assert appeals().count() == 1


def _appeal_records() -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(action__startswith="appeal."))


def test_an_allegation_meets_the_fork_and_leaves_nothing(house: House) -> None:
    villager, form = Client(), reverse("village_file", args=[VILLAGE])
    said = "村支书冒领五保户的补贴款三年了。"
    known = {"token": token(page(villager, form)), "text": said}
    fork = page(villager, form, **known)
    assert "12388" in fork and "没有保存" in fork
    assert said not in re.sub(r"<input[^>]*>", "", fork)  # not quoted; the browser alone still holds it
    assert appeals().count() == 0 and not _appeal_records()
    page(villager, form, **known, no_allegation="1")
    assert appeals().count() == 1


def test_from_the_desk_to_the_rating(house: House) -> None:
    filed = file(house)
    address = reverse("appeal", args=[filed.appeal.public_id])
    desk, bureau = browser(house["clerk"]), browser(house["engineer"])
    assert 'href="?list=todo"' in page(desk, reverse("appeals"))
    shown = page(desk, address)
    assert "王大娘" not in shown and "村口到三组" in shown
    given = {"summary": "村道塌陷影响通行", "category": "road", "kind": "request"}
    done = page(desk, f"{address}accept/", **given)
    assert "已受理" in done and "县交通局" in done and "如果没人办" in done
    assert "村道塌陷" in page(bureau, reverse("appeals"))
    page(bureau, f"{address}answer/", outcome="solved", text="已重新浇筑路面20米，恢复通行。")
    assert "核实答复" not in page(bureau, address)
    page(desk, f"{address}check/", passed="yes", how="field", note="到现场看过")
    villager, track = Client(), reverse("appeal_track")
    own = page(villager, track, code=filed.code or "")
    assert "恢复通行" in own and "您对办理结果满意吗" in own
    assert "还差什么" in page(villager, track, code=filed.code or "", grade="unsatisfied")
    page(villager, track, code=filed.code or "", grade="satisfied")
    assert appeals().get().state == "closed"


def test_what_is_wrong_is_said_beside_its_field(house: House) -> None:
    address = reverse("appeal", args=[file(house).appeal.public_id])
    given = {"summary": "请打13812345678找他", "category": "road", "kind": "request"}
    sent = page(browser(house["clerk"]), f"{address}accept/", **given)
    assert "请删去" in sent and "13812345678" in sent
    assert appeals().get().state == "received"


def test_the_tabs_count_what_their_lists_show(house: House) -> None:
    for _ in range(3):
        accept(house, file(house).appeal)
    file(house)
    for who in ("clerk", "second", "county", "city", "engineer"):
        client = browser(house[who])
        for name in ("todo", "watch", "filed", "done", "all"):
            html = page(client, f"{reverse('appeals')}?list={name}")
            tab = re.search(rf'href="\?list={name}"[^>]*>[^<]*<span class="badge bg-white text-dark">(\d+)', html)
            shown = html.count(f'href="{reverse("appeals")}') and len(re.findall(r"/appeals/[0-9a-f]{16}/", html))
            assert tab and int(tab[1]) == shown, (who, name)


def test_staff_file_for_somebody_and_hand_out_a_slip(house: House) -> None:
    client = browser(house["clerk"])
    done = page(client, reverse("appeal_new"), village=VILLAGE, text=TEXT, name="李大爷")
    assert re.search(r"(\d{4} ){4}\d{4}", done) and "回执单" in done
    assert ">登记</button>" in page(client, reverse("appeal_new"))
    wrong = page(client, reverse("appeal_new"), village="430499999999", text=TEXT)
    assert "没有代码为" in wrong and TEXT in wrong
    assert appeals().get().way == "proxy"
    assert Petitioner.objects.get().sealed_name != ""


def test_r27_pages_of_others_are_not_found(house: House) -> None:
    address = reverse("appeal", args=[accept(house, file(house).appeal, about=(77,)).public_id])
    for who in ("engineer", "deputy", "stranger", "holder"):
        assert browser(house[who]).get(address).status_code == 404
    assert browser(house["auditor"]).get(reverse("appeals")).status_code == 403


def test_the_village_page_shows_what_was_approved_only(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    assert "塌" not in page(Client(), reverse("village", args=[VILLAGE]))
    address, publisher = reverse("appeal", args=[appeal.public_id]), browser(house["publisher"])
    assert "反映人的称呼" in page(publisher, f"{address}publish/", text="王大娘家门口的路塌了")
    assert "请删去" in page(publisher, f"{address}publish/", text="请打13812345678问路")
    page(publisher, f"{address}publish/", text="三组路口路面塌陷")
    shown = page(Client(), reverse("village", args=[VILLAGE]))
    assert "三组路口路面塌陷" in shown and "件数太少" in shown and "clerk某" in shown
    assert "三组路口路面塌陷" in page(Client(), reverse("village", args=[TOWN]))
    answer(house, appeal)
    check(house, appeal)
    page(publisher, f"{address}publish/", text="三组路口路面塌陷", answer="已重新浇筑")
    assert "已重新浇筑" in page(Client(), reverse("village", args=[VILLAGE]))
    assert browser(house["clerk"]).post(f"{address}hide/").status_code == 403
    publisher.post(f"{address}hide/")
    assert "塌陷" not in page(Client(), reverse("village", args=[VILLAGE]))


@pytest.mark.parametrize("who", ["clerk", None])
def test_the_pages_speak_english(house: House, who: str | None) -> None:
    filed = file(house)
    appeal = accept(house, filed.appeal)
    answer(house, appeal)
    check(house, appeal)
    client = browser(house[who], "en") if who else Client()
    client.cookies["mingcha-language"] = "en"
    places = [reverse("village", args=[VILLAGE]), reverse("village_file", args=[VILLAGE]), reverse("appeal_track")]
    if who:
        places = [reverse("appeals") + "?list=all", reverse("appeal_new")]
    for place in places:
        html = page(client, place)
        for own in (
            "中文",
            "金兰村",
            "村道塌陷影响通行",
            "town监督",
            "county监督",
            "city监督",
            "某",
            "明察",
            "诉求值班",
            "县交通局",
        ):
            html = html.replace(own, "")
        assert not CHINESE.search(html), CHINESE.findall(html)[:40]
