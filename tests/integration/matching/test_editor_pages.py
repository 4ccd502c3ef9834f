"""The pages of the catalogue and the editor through the door, per role, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.audit.models import AuditRecord
from mingcha.engine.rules.gate import ALLOWED, OWN_FUNCTIONS
from mingcha.engine.rules.sources import untested
from mingcha.matching import catalogue, drafts, functions, operations, rehearsing
from mingcha.matching.models import Rehearsal, RuleVersion
from tests.factories.datasets import work
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City
from tests.integration.matching.test_editor import GRACE, LONGER, RULE, proposed


def text(page: Any, status: int = 200) -> str:
    assert page.status_code == status, page.status_code
    return str(page.content.decode())


def form(version: RuleVersion, deed: str, sql: str = "", **known: str) -> dict[str, str]:
    """What the browser sends."""
    from mingcha.engine.rules.frontmatter import parts_of

    head, old = parts_of(version.text)
    return {"head": head, "sql": sql or old, "cases": version.cases, "deed": deed, **known}


def begun(client: Client) -> RuleVersion:
    assert client.post(reverse("rule_draft", args=[RULE, 1])).status_code == 302
    return RuleVersion.objects.get(rule_id=RULE, state="draft")


def test_a_rule_is_written_tried_proposed_approved_and_compared(city: City) -> None:
    analyst, releaser = browser(city["analyst"]), browser(city["releaser"])
    draft = begun(analyst)
    address = reverse("rule_edit", args=[RULE, 1001])
    page = text(analyst.get(address))
    assert "death_date" in page and "死亡日期" in page and "MONTH_DIFF(a, b)" in page and "身份证" in page
    given = form(draft, "try") | {"head": form(draft, "")["head"].replace(GRACE, LONGER)}
    page = text(analyst.post(address, given))
    assert "个用例全部通过" in page and page.count("✓") >= 5
    page = text(analyst.post(address, {**given, "deed": "propose"}, follow=True))
    assert "已提交" in page and "批准这一文本" not in page
    assert "待批准的规则" in text(releaser.get("/"))
    listed = text(releaser.get(reverse("rules") + "?state=to_approve"))
    assert re.search(r'id="count">1<', listed)
    shown = text(releaser.get(reverse("rule", args=[RULE, 1001])))
    beside = text(releaser.get(reverse("rule_difference", args=[RULE, 1001])))
    assert "第1001版与第1版对照" in beside and "新口径" in beside and beside.count('class="gone"') == 2
    digest = re.search(r'name="digest" value="(\w{64})"', shown)
    assert digest is not None
    decide = reverse("rule_decide", args=[RULE, 1001, "approve"])
    assert analyst.post(decide, {"digest": digest[1]}).status_code == 403
    done = text(releaser.post(decide, {"digest": digest[1]}, follow=True))
    assert "已由您署名批准" in done and "办理经过" in done and "analyst某" in done and "releaser某" in done
    assert catalogue.library().rules[RULE].version == 1001
    assert "待批准的规则" not in text(releaser.get("/"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("尚未通过检查", "SQL 第 5 行，不允许使用函数 md5")),
        ("en", ("It does not pass yet", "line 5 of the SQL: the function md5 is not allowed")),
    ],
)
def test_u17_what_the_gate_says_names_the_line_in_both_languages(
    city: City, language: str, words: tuple[str, ...]
) -> None:
    client = browser(city["analyst"], language)
    draft = begun(client)
    sql = form(draft, "")["sql"].replace("COALESCE(p.members, 1) > 1", "MD5(p.remark) = 'x'")
    for address in (reverse("rule_edit", args=[RULE, 1001]), reverse("rule_told", args=[RULE, 1001])):
        page = text(client.post(address, form(draft, "save", sql)))
        assert all(word in page for word in words) and "rule.function" in page and "Traceback" not in page
        assert "<b>5</b>" in page  # the line itself is shown
    assert 'data-line="5"' in text(client.get(reverse("rule_edit", args=[RULE, 1001])))


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "请换一个代码"), ("en", "Choose another code")])
def test_u17_a_new_rule_with_a_name_that_is_taken_keeps_what_was_typed(city: City, language: str, word: str) -> None:
    client = browser(city["analyst"], language)
    given = {"rule_id": RULE, "title_zh": "新规则", "title_en": "a new rule"}
    page = text(client.post(reverse("rule_new"), given))
    assert word in page and 'value="a new rule"' in page
    page = text(client.post(reverse("rule_new"), {**given, "rule_id": "late_trips"}, follow=True))
    assert "late_trips" in page and RuleVersion.objects.get(rule_id="late_trips").title_zh == "新规则"


PAGES = ("rule_edit", "rule_told", "rule_draft", "rule_difference", "rule_decide", "rule_new")


def test_r25_writers_write_approvers_approve_and_others_read(city: City) -> None:
    analyst = browser(city["analyst"])
    begun(analyst)
    numbers = [RULE, 1001]
    posts = {
        reverse("rule_new"): {"rule_id": "one_more", "title_zh": "一", "title_en": "a"},
        reverse("rule_draft", args=[RULE, 1]): {},
        reverse("rule_edit", args=numbers): {"head": "", "sql": "", "cases": ""},
        reverse("rule_told", args=numbers): {"head": "", "sql": ""},
        reverse("rule_decide", args=[*numbers, "approve"]): {"digest": "x"},
        reverse("rule_decide", args=[*numbers, "return"]): {"reason": "不妥当的"},
    }
    gets = [reverse("rule_edit", args=numbers), reverse("rule", args=numbers), reverse("rule_difference", args=numbers)]
    for who in ("supervisor", "county", "reviewer", "releaser", "clerk", "auditor"):
        client = browser(city[who])
        assert {client.get(address).status_code for address in gets} <= {403, 404}, who
        assert {client.post(address, given).status_code for address, given in posts.items()} <= {403, 404}, who
        assert client.get(reverse("rule_new")).status_code == 403
        reads = 403 if who in ("clerk", "auditor") else 200
        assert client.get(reverse("rules")).status_code == reads
        assert client.get(reverse("rule_difference", args=[RULE, 1])).status_code == reads
    assert RuleVersion.objects.get(rule_id=RULE, version=1001).state == "draft"
    assert AuditRecord.objects.filter(action="matching.denied", actor=city["reviewer"].audit_name).count() == 10
    anonymous = Client()
    assert {anonymous.get(address).status_code for address in gets} == {302}


def test_the_catalogue_is_filtered(city: City) -> None:
    client = browser(city["reviewer"])
    every = text(client.get(reverse("rules")))
    assert "死亡后仍领低保" in every and "编写新规则" not in every
    for query, inside, outside in (
        ("dataset=vehicle", "low_income_vehicle", "dead_pension"),
        ("strength=A", "dead_low_income", "low_income_vehicle"),
        ("text=社会救助+死亡", "dead_low_income", "low_income_vehicle"),
        ("text=DESTITUTE", "dead_low_income", "dead_pension"),
    ):
        page = text(client.get(f"{reverse('rules')}?{query}"))
        assert f"/rules/{inside}/" in page and f"/rules/{outside}/" not in page, query
    assert "没有符合条件的规则" in text(client.get(reverse("rules") + "?text=没有这样的规则"))  # U18
    RuleVersion.objects.filter(rule_id=RULE).update(state="suspended", state_reason="floor")
    page = text(client.get(reverse("rules") + "?state=suspended"))
    assert "准确率低于下限" in page and re.search(r'id="count">1<', page)


def test_u23_numbers_of_the_catalogue_open_just_these_findings(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n, excluded=n == 3) for n in range(7)])
    for who, number in (("county", "6"), ("elsewhere", "0")):
        client = browser(city[who])
        page = text(client.get(reverse("rules") + f"?text={RULE}"))
        address, shown = re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page)[0]
        assert shown == number
        opened = text(client.get(address.replace("&amp;", "&")))
        assert re.search(r'id="count">(\d+)<', opened)[1] == number  # type: ignore[index]


def test_the_floor_suspends_and_the_page_says_that_nobody_did(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n) for n in range(30)])
    for finding in findings():
        operations.record_verdict(
            number=finding.number,
            verdict="data_error",
            note="登记有误",
            evidence_digest=finding.evidence_digest,
            by=city["colleague"],
            at=AT,
        )
    page = text(browser(city["county"]).get(reverse("rule", args=[RULE, 1])))
    assert "因准确率低于下限" in page or "准确率低于下限" in page
    assert "平台（准确率低于下限）" in page and "0.0%" in page
    assert RULE not in catalogue.library().rules


def test_the_help_beside_the_text_knows_every_function_and_table() -> None:
    written = {name.partition("(")[0].lower() for name in functions.OWN if "(" in name}
    assert written == {*OWN_FUNCTIONS, "param"} and set(functions.COMMON) == {name.upper() for name in ALLOWED}
    catalog = catalogue.shipped().catalog
    assert {t.name for t in drafts.tables()} == {*catalog.datasets, *catalog.tables}
    untitled = [(t.name, c.name) for t in drafts.tables() if not t.derived for c in t.columns if not c.title.zh]
    assert untitled == []


def test_r31_looking_at_rules_leaves_one_record(city: City) -> None:
    version = proposed(city)
    client = browser(city["releaser"])
    for name in ("rule", "rule_difference"):
        before = AuditRecord.objects.count()
        text(client.get(reverse(name, args=[RULE, version.version])))
        (record,) = AuditRecord.objects.order_by("seq")[before:]
        assert (record.action, record.subject) == ("rule.viewed", version.audit_name)


def test_a_draft_is_rehearsed_on_a_fictional_city_beside_the_version_in_use(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "PEOPLE", 500)
    shipped = catalogue.shipped()
    untested(shipped.rules[RULE], shipped.catalog, {})  # as after a run in the same worker
    analyst, releaser = browser(city["analyst"]), browser(city["releaser"])
    draft, address = begun(analyst), reverse("rule_edit", args=[RULE, 1001])
    fragment = reverse("rule_rehearsal", args=[RULE, 1001])
    assert "尚未试运行" in text(analyst.get(address))
    assert releaser.get(fragment).status_code == 404  # a draft is its author's alone
    never = form(draft, "rehearse", draft.text.split("---*/")[1] + "\n  AND 1 = 0")
    assert analyst.post(address, never).status_code == 302
    assert "hx-get" in text(analyst.get(fragment)) and "等待" in text(analyst.get(fragment))
    work()
    shown = text(analyst.get(fragment))
    assert "hx-get" not in shown and "与在用的第1版相比" in shown
    assert re.search(r"多0条，少[1-9]\d*条", shown) and "减少" in shown
    analyst.post(address, form(draft, "save"))
    assert "较早文本" in text(analyst.get(fragment))
    assert analyst.post(address, form(draft, "rehearse")).status_code == 302
    work()
    assert "多0条，少0条" in text(analyst.get(fragment)) and "较早文本" not in text(analyst.get(fragment))
    assert findings().count() == 0
    text(analyst.post(address, form(draft, "propose"), follow=True))
    assert "多0条，少0条" in text(releaser.get(reverse("rule", args=[RULE, 1001])))


def test_what_does_not_pass_the_gate_is_not_rehearsed(city: City) -> None:
    analyst = browser(city["analyst"])
    draft = begun(analyst)
    page = text(analyst.post(reverse("rule_edit", args=[RULE, 1001]), form(draft, "rehearse", "SELECT 1 FROM nowhere")))
    assert "alert-danger" in page and not Rehearsal.objects.exists()
