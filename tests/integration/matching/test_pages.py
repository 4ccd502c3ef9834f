"""The pages of reviewers and supervisors through the door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from mingcha.audit.models import AuditRecord
from mingcha.matching.models import RuleVersion
from tests.factories.matching import findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db


def text(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return str(page.content.decode())


def test_u13_fifty_rows_are_assigned_in_three_clicks_and_failures_are_told_one_by_one(city: City) -> None:
    rows = [row(n) for n in range(50)]
    rows[7] = row(7, named=[-9_000])  # the verifier's own
    run_with(city.purpose, city["analyst"], rows)
    client = browser(city["county"])
    page = text(client.get(reverse("findings")))
    shown = re.findall(r'name="shown" value="([0-9a-f]{16})"', page)
    assert len(shown) == 50
    # Three clicks: all on this page, the verifier, assign.
    given = {"all": "1", "shown": shown, "to": city["reviewer"].pk, "query": ""}
    told = text(client.post(reverse("findings_assign"), given))
    assert "已将 49 条疑点分派给" in told and "有 1 条未能分派" in told and "回避" in told
    assert findings().filter(assignee=city["reviewer"], state="assigned").count() == 49
    done = re.findall(r'name="number" value="([0-9a-f]{16})"', told)
    text(client.post(reverse("findings_release"), {"number": done}))
    assert findings().filter(state="assigned").count() == 0


def test_pages_follow_each_other_without_gaps_in_every_order(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n, strength="ABC"[n % 3]) for n in range(120)])
    client = browser(city["county"])
    for order in ("weight", "amount", "area"):
        address, seen = f"{reverse('findings')}?order={order}", []
        while address:
            page = text(client.get(address))
            seen.append(re.findall(r'href="/findings/([0-9a-f]{16})/"', page))
            links = [a.replace("&amp;", "&") for a in re.findall(r'href="(\?[^"]*after=[^"]*)"', page)]
            address = reverse("findings") + links[0] if links else ""
        assert [len(numbers) for numbers in seen] == [50, 50, 20]
        assert len({n for numbers in seen for n in numbers}) == 120
        back = [a.replace("&amp;", "&") for a in re.findall(r'href="(\?[^"]*before=[^"]*)"', page)]
        before = re.findall(r'href="/findings/([0-9a-f]{16})/"', text(client.get(reverse("findings") + back[0])))
        assert before == seen[-2]
    assert len(re.findall(r'href="/findings/[0-9a-f]{16}/"', text(client.get("/findings/?after=nonsense")))) == 50


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_u28_the_page_shows_everything_for_and_against(city: City, language: str) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2, named=[1, 2])])
    finding = findings().get(fingerprint=row(1)["fingerprint"])
    page = text(browser(city["reviewer"], language).get(reverse("finding", args=[finding.number])))
    chinese = (
        "死亡后仍领低保",  # rule
        "张*（4304**********0001）于2020年3月15日死亡",  # sentence
        "民政局_低保发放.csv",
        "公安局_死亡注销.csv",  # source rows
        "2020-03-15",  # dates
        "数据表面即相互矛盾",  # confidence
        "死亡登记系误登，已撤销",  # counter-evidence
        "缺数据，未能检验",
        "死亡登记有误的更正证明",  # what would clear
        "死亡日期是否属实",  # question
        "社会救助暂行办法",  # basis
        "死亡当月之后容许发放的月数",  # parameter
        "涉及相同对象的其他疑点",
    )
    english = (
        "still paid after death",
        "aid paid after death",
        "Proof that the death entry is wrong",
        "not tested, data missing",
    )
    for words in chinese if language == "zh-hans" else english[1:]:
        assert words in page, words


def test_a_verdict_and_a_comment_are_recorded_with_their_author(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1)])
    finding = findings().get()
    client = browser(city["reviewer"])
    given = {"verdict": "policy_permitted", "note": "经入户核实，符合政策", "evidence": finding.evidence_digest}
    page = text(client.post(reverse("finding_verdict", args=[finding.number]), given, follow=True))
    assert "政策允许" in page and "经入户核实，符合政策" in page
    page = text(client.post(reverse("finding_comment", args=[finding.number]), {"text": "材料已归档"}, follow=True))
    assert "材料已归档" in page
    assert client.post(reverse("finding_verdict", args=[finding.number]), {**given, "verdict": "x"}).status_code == 409


def test_u18_empty_lists_say_what_comes_next(city: City) -> None:
    client = browser(city["reviewer"])
    assert "数据放行并由分析人员运行规则后" in text(client.get(reverse("findings")))
    assert "没有符合条件的疑点" in text(client.get(reverse("findings") + "?strength=A"))
    assert "尚未运行比对" in text(browser(city["county"]).get(reverse("runs")))
    assert "数据放行并由分析人员运行规则后" in text(client.get(reverse("findings_overview")))


def test_the_rules_are_explained_suspended_and_let_run_again(city: City) -> None:
    analyst, boss = browser(city["analyst"]), browser(city["supervisor"])
    assert "死亡后仍领低保" in text(analyst.get(reverse("rules")))
    page = text(analyst.get(reverse("rule", args=["dead_low_income", 1])))
    assert "社会救助暂行办法" in page and "MONTH_DIFF" in page and "死亡发放" not in page
    act = reverse("rule_act", args=["dead_low_income", 1, "suspend"])
    assert analyst.post(act, {"reason": "误报太多"}).status_code == 403
    assert "误报太多" in text(boss.post(act, {"reason": "误报太多"}, follow=True))
    again = act.replace("suspend", "reinstate")
    assert "在用" in text(boss.post(again, {"reason": "口径已修正"}, follow=True))
    assert boss.post(again, {"reason": "口径已修正"}).status_code == 409
    assert RuleVersion.objects.get(rule_id="dead_low_income").approved_by == city["supervisor"]
    assert set(AuditRecord.objects.filter(subject="rule:dead_low_income@1").values_list("action", flat=True)) == {
        "rule.viewed",
        "rule.suspended",
        "rule.reinstated",
    }


def test_the_run_page_compares_with_the_run_before(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2)])
    second = run_with(city.purpose, city["analyst"], [row(2), row(3), row(4)])
    page = text(browser(city["analyst"]).get(reverse("run", args=[second.pk])))
    counts = re.findall(r'presence=(\w+)[^"]*">(\d+)</a>', page)
    assert dict(counts) == {"new": "2", "persisting": "1", "gone": "1"}
