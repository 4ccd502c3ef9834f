"""The time a finding may wait for its verdict: who starts it, what ends it, who sees that it is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mingcha.deadlines import access as clocks
from mingcha.deadlines.jobs import tick
from mingcha.deadlines.models import Breach, Clock
from mingcha.kernel.errors import NotFound
from mingcha.matching import access, operations, queries
from mingcha.web.todo import todo_for
from tests.factories.matching import AT, findings, row, run_with
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)


def assign(city: City, number: str, to: str = "reviewer") -> None:
    operations.assign_finding(number=number, to=city[to], by=city["county"], at=AT)


@pytest.fixture
def number(city: City) -> str:
    run_with(city.purpose, city["analyst"], [row(1), row(2)])
    return str(findings().earliest("pk").number)


def test_it_begins_once_and_ends_with_the_verdict(city: City, number: str) -> None:
    assign(city, number)
    clock = Clock.objects.get()
    operations.release_finding(number=number, by=city["county"], at=AT + timedelta(days=1))
    assign(city, number, "colleague")
    assert Clock.objects.get().due_at == clock.due_at
    digest = findings().get(number=number).evidence_digest
    operations.record_verdict(
        number=number, verdict="data_error", note="人名相同", evidence_digest=digest, by=city["colleague"], at=AT
    )
    assert Clock.objects.get().state == "met"


def test_a_verdict_without_an_assignment_needs_no_clock(city: City, number: str) -> None:
    digest = findings().get(number=number).evidence_digest
    operations.record_verdict(
        number=number, verdict="data_error", note="人名相同", evidence_digest=digest, by=city["reviewer"], at=AT
    )
    assert not Clock.objects.exists()


def test_u11_what_is_late_waits_for_whoever_can_give_it_to_another_and_equals_its_list(city: City, number: str) -> None:
    assign(city, number)
    tick(LATER)
    assert Breach.objects.count() == 3  # due, five workdays later, ten workdays later
    late = [todo for todo in todo_for(city["county"], at=LATER) if "lamp=late" in todo.url]
    listed = queries.filtered(
        access.visible_findings(city["county"], at=LATER), queries.asking({"lamp": "late"}), 0, at=LATER
    )
    assert [todo.count for todo in late] == [1] and [finding.number for finding in listed] == [number]
    assert not [todo for todo in todo_for(city["elsewhere"], at=LATER) if "lamp=late" in todo.url]


def test_r26_its_clock_is_seen_by_those_who_see_it(city: City, number: str) -> None:
    assign(city, number)
    clock = Clock.objects.get()
    assert clocks.clock_for(city["reviewer"], clock.pk, at=AT) == clock
    with pytest.raises(NotFound):
        clocks.clock_for(city["elsewhere"], clock.pk, at=AT)


def test_pages_say_when_it_is_due(city: City, number: str, client: Client) -> None:
    assign(city, number)
    client.force_login(city["reviewer"])
    due = f"{Clock.objects.get().due_on:%Y-%m-%d}"
    assert due in client.get("/findings/?mine=1").content.decode()
    assert due in client.get(f"/findings/{number}/").content.decode()
    page = client.get(f"/findings/{number}/clock/").content.decode()
    assert "疑点核查" in page and "开始当日不计入" in page
    client.force_login(city["elsewhere"])
    assert client.get(f"/findings/{number}/clock/").status_code == 404
