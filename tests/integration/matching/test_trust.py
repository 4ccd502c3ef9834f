"""Trust: no access across units, one record per view, and the accused cannot know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import RecusalFact, User
from mingcha.audit.models import AuditRecord
from mingcha.matching import operations, tallies
from mingcha.matching.models import Comment, Finding, FindingKey, FindingText, Review, Run, Tally
from tests.factories.matching import AT, digest, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db

NUMBERED = ("finding", "finding_graph")
DEEDS = {
    "finding_verdict": {"verdict": "data_error", "note": "已经核实", "evidence": digest("evidence", 1)},
    "finding_comment": {"text": "请看一下"},
    "finding_assign": {"release": "1"},
    "finding_unmask": {"row": "0", "column": "person", "reason": "核对身份"},
}


def test_r26_another_unit_gets_404_and_the_attempt_is_on_record(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1)])
    number = findings().get().number
    client = browser(city["elsewhere"])
    for name in NUMBERED:
        assert client.get(reverse(name, args=[number])).status_code == 404
    for name, given in DEEDS.items():
        assert client.post(reverse(name, args=[number]), given).status_code in (403, 404)
    denied = AuditRecord.objects.filter(action="matching.denied", actor=city["elsewhere"].audit_name)
    assert denied.filter(subject=f"finding:{number}").count() == len(NUMBERED) + len(DEEDS)
    unknown = client.get(reverse("finding", args=["0" * 16]))
    known = client.get(reverse("finding", args=[number]))
    assert bare(unknown) == bare(known)
    assert (Review.objects.count(), Comment.objects.count(), findings().get().state) == (0, 0, "open")


def bare(response: Any) -> str:
    """A page without what is new with every request."""
    text = response.content.decode()
    return re.sub(r'[A-Za-z0-9]{64}|name="next" value="[^"]*"', "", text)


PAGES: list[tuple[str, Callable[[str], str], str]] = [
    ("finding.listed", lambda _: reverse("findings"), "reviewer"),
    ("finding.listed", lambda _: reverse("findings") + "?rule=dead_low_income&fund=-", "reviewer"),
    ("finding.overview_viewed", lambda _: reverse("findings_overview"), "reviewer"),
    ("finding.viewed", lambda number: reverse("finding", args=[number]), "reviewer"),
    ("finding.graph_viewed", lambda number: reverse("finding_graph", args=[number]), "reviewer"),
    ("rules.listed", lambda _: reverse("rules"), "reviewer"),
    ("rule.viewed", lambda _: reverse("rule", args=["dead_low_income", 1]), "reviewer"),
    ("runs.listed", lambda _: reverse("runs"), "analyst"),
    ("run.viewed", lambda _: reverse("run", args=[Run.objects.all().for_system("test").first().pk]), "analyst"),  # type: ignore[union-attr]
]


@pytest.mark.parametrize(("action", "address", "who"), PAGES)
def test_r31_every_view_leaves_exactly_one_record(
    city: City, action: str, address: Callable[[str], str], who: str
) -> None:
    run_with(city.purpose, city["analyst"], [row(1)])
    client = browser(city[who])
    before = AuditRecord.objects.count()
    assert client.get(address(findings().get().number)).status_code == 200
    (record,) = AuditRecord.objects.order_by("seq")[before:]
    assert (record.action, record.actor) == (action, city[who].audit_name)


KIN = 777


def world(city: City, *, with_finding: bool) -> dict[str, str]:
    """
    What a reviewer and a supervisor with a recusal see in every page, in a world where their kin is in a finding or in
    one where there is no such finding; the database is the same before and after.
    """
    for model in (Review, Comment, FindingKey, FindingText, Tally):
        model.objects.all()._raw_delete("default")
    findings()._raw_delete("default")
    hidden = [row(500, named=[KIN, 500]), row(501, named=[KIN], strength="B", fund="高龄津贴", month=202001)]
    rows = [row(n) for n in range(60)] + (hidden if with_finding else [])
    run_with(city.purpose, city["analyst"], rows)
    run_with(city.purpose, city["analyst"], rows)
    if with_finding:
        secret = findings().filter(keys__key=KIN).first()
        operations.record_verdict(
            number=secret.number,
            verdict="data_error",
            note="与某人有关",
            evidence_digest=secret.evidence_digest,
            by=city["colleague"],
            at=AT,
        )
    return {
        f"{who} {address}": bare(browser(city[who]).get(address))
        for who in ("reviewer", "county", "supervisor", "analyst")
        for address in addresses()
    }


def addresses() -> list[str]:
    filters = ["", "?order=amount", "?order=area", "?rule=dead_low_income", "?excluded=all", "?strength=B"]
    filters += ["?state=open", "?state=reviewed", "?fund=高龄津贴", "?month=202001", "?presence=persisting"]
    filters += ["?county=430421"]
    found = [reverse("findings") + f for f in filters]
    found += [reverse("findings_overview"), reverse("rules"), reverse("rule", args=["dead_low_income", 1])]
    last = Run.objects.all().for_system("test").order_by("-pk").first()
    assert last is not None
    found += [reverse("runs"), reverse("run", args=[last.pk])]
    hidden = ["b" * 16, *findings().filter(fingerprint=row(3)["fingerprint"]).values_list("number", flat=True)]
    return found + [reverse("finding", args=[number]) for number in hidden]


def test_r28_twin_world_a_finding_on_ones_kin_changes_nothing_one_sees(city: City) -> None:
    for name in ("reviewer", "county", "supervisor", "analyst"):
        accounts.record_recusal(user=city[name], kind="kin", key=KIN, source="个人有关事项", by="user:0", at=AT)
    sets = (world(city, with_finding=True), world(city, with_finding=False))
    with_it, without = ({re.sub(r"\d+/$", "", k): _settled(v) for k, v in found.items()} for found in sets)
    assert with_it.keys() == without.keys()
    assert [address for address in with_it if with_it[address] != without[address]] == []
    # The worlds do differ for somebody who need not stay away: the test sees something.
    RecusalFact.objects.all().delete()
    again = (world(city, with_finding=True), world(city, with_finding=False))
    different = [k for k, v in again[0].items() if k in again[1] and _settled(v) != _settled(again[1][k])]
    assert len(different) > 20


def _settled(page: str) -> str:
    """Without the moment of the page and the number of runs, which go on in both worlds."""
    return re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}|/runs/\d+/|run=\d+", "", page)


def test_r28_the_finding_itself_is_as_if_it_did_not_exist(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1, named=[KIN])])
    number = findings().get().number
    accounts.record_recusal(user=city["reviewer"], kind="kin", key=KIN, source="测试", by="user:0", at=AT)
    recused, other = browser(city["reviewer"]), browser(city["colleague"])
    pages = [recused.get(reverse(name, args=[number])) for name in NUMBERED]
    assert {page.status_code for page in pages} == {404}
    assert other.get(reverse("finding", args=[number])).status_code == 200
    (failed,) = operations.assign_findings(numbers=[number], to=city["reviewer"], by=city["county"], at=AT).failed
    assert "回避" in failed[1].zh


@pytest.mark.parametrize("who", ["supervisor", "county", "reviewer", "village", "elsewhere", "analyst"])
def test_u23_tallies_count_what_the_list_shows(city: City, who: str) -> None:
    other = {"area": 430422100200, "county": 430422}
    rows = [row(n, **(other if n % 3 == 0 else {}), excluded=n % 7 == 0, named=[n % 5]) for n in range(40)]
    run_with(city.purpose, city["analyst"], rows)
    accounts.record_recusal(user=city[who], kind="kin", key=3, source="测试", by="user:0", at=AT)
    _work_on_some(city)
    user = User.objects.get(pk=city[who].pk)
    visible = Finding.objects.all().visible_to(user, _read(), at=AT)
    counted = {d: {k: v for k, v in c.items() if v != (0, 0)} for d, c in tallies.count(user, at=AT).items()}
    assert counted == tallies.counted(visible)
    client = browser(user)
    page = client.get(reverse("findings_overview")).content.decode()
    tiles = re.findall(r'<a class="tile" href="([^"]+)"[^>]*><b>([\d,]+)</b>', page)
    tiles += re.findall(r'<td><a href="([^"]+)">[^<]*</a></td><td class="num" data-count="(\d+)"', page)
    assert tiles
    for address, number in tiles:
        opened = client.get(address.replace("&amp;", "&")).content.decode()
        assert re.search(r'id="count">([\d,]+)<', opened)[1] == f"{int(number.replace(',', '')):,}", address  # type: ignore[index]


def _read() -> Any:
    from mingcha.accounts.permissions import Permission

    return Permission.FINDING_READ


def _work_on_some(city: City) -> None:
    inside = list(findings().filter(county=430421, published=True).order_by("pk"))
    numbers = [f.number for f in inside[:8]]
    done = operations.assign_findings(numbers=numbers, to=city["colleague"], by=city["county"], at=AT)
    for number in done.done[:4]:
        finding = findings().get(number=number)
        operations.record_verdict(
            number=number,
            verdict="confirmed_misconduct",
            note="已经核实",
            evidence_digest=finding.evidence_digest,
            by=city["colleague"],
            at=AT,
        )
    operations.release_finding(number=done.done[-1], by=city["county"], at=AT)


def test_r25_every_page_asks_for_a_permission(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1)])
    number = findings().get().number
    run = Run.objects.all().for_system("test").get()
    gets = [reverse(name) for name in ("findings", "findings_overview", "runs", "rules")]
    gets += [reverse("run", args=[run.pk]), reverse("run_plan", args=[city.purpose.pk])]
    gets += [reverse("rule", args=["dead_low_income", 1]), *(reverse(name, args=[number]) for name in NUMBERED)]
    posts = [reverse(name, args=[number]) for name in DEEDS] + [reverse("findings_assign"), reverse("findings_release")]
    posts += [reverse("run_cancel", args=[run.pk]), reverse("rule_act", args=["dead_low_income", 1, "suspend"])]
    for who in ("auditor", "clerk"):
        client = browser(city[who])
        assert {client.get(address).status_code for address in gets} <= {403, 404}
        assert {client.post(address, {"number": number}).status_code for address in posts} <= {403, 404}
    anonymous = Client()
    assert {anonymous.get(address).status_code for address in gets} == {302}
    assert connection.vendor in ("sqlite", "postgresql")
