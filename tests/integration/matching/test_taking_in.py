"""Taking in a run: all or nothing; new, persisting, gone; dismissed until the evidence changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mingcha.matching import operations, taking_in
from mingcha.matching.models import FindingKey, FindingText, Run, Sighting
from tests.factories.matching import AT, digest, findings, found, new_run, place_of, row, run_with
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db


def presences() -> dict[int, str]:
    return {int(f.text.subject[:16], 16): f.presence for f in findings().select_related("text")}


def test_a_run_is_seen_whole_or_not_at_all(city: City) -> None:
    run = new_run(city.purpose, city["analyst"])
    taking_in.stage(run, found(row(n) for n in range(5)), place_of(city.purpose), AT)
    assert findings().filter(published=True).count() == 0
    taking_in.clear(run)  # the worker was killed here; another one begins anew
    assert (findings().count(), FindingKey.objects.count(), FindingText.objects.count()) == (0, 0, 0)
    taking_in.stage(run, found(row(n) for n in range(5)), place_of(city.purpose), AT)
    taking_in.publish(run, ["dead_low_income"], AT)
    assert findings().filter(published=True).count() == FindingKey.objects.count() == 5


def test_new_persisting_gone_and_back_again(city: City) -> None:
    by = city["analyst"]
    first = run_with(city.purpose, by, [row(1), row(2)])
    run_with(city.purpose, by, [row(2), row(3)])
    assert presences() == {1: "gone", 2: "persisting", 3: "new"}
    run_with(city.purpose, by, [row(1), row(2), row(3)])
    assert presences() == {1: "new", 2: "persisting", 3: "persisting"}
    assert findings().get(fingerprint=row(1)["fingerprint"]).first_run == first
    assert Sighting.objects.count() == 0


def test_findings_of_a_rule_that_did_not_run_are_not_gone(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1)])
    run_with(city.purpose, city["analyst"], [], ran=["dead_pension"])
    assert presences() == {1: "new"}


def test_what_the_rule_says_anew_replaces_text_and_whom_it_names(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1, named=[1, 2])])
    number = findings().get().number
    changed = row(1, named=[2, 3], explanation_zh="新的说明", evidence_digest=digest("new"), strength="B")
    run_with(city.purpose, city["analyst"], [changed])
    finding = findings().get()
    assert (finding.number, finding.strength, finding.text.explanation_zh) == (number, "B", "新的说明")
    assert set(FindingKey.objects.values_list("key", flat=True)) == {2, 3}


@pytest.mark.parametrize(("verdict", "state"), [("data_error", "open"), ("confirmed_misconduct", "reviewed")])
def test_dismissed_stays_dismissed_until_its_evidence_changes(city: City, verdict: str, state: str) -> None:
    by = city["analyst"]
    run_with(city.purpose, by, [row(1)])
    finding = findings().get()
    operations.record_verdict(
        number=finding.number,
        verdict=verdict,
        note="已入户核实",
        evidence_digest=finding.evidence_digest,
        by=city["reviewer"],
        at=AT,
    )
    run_with(city.purpose, by, [row(1, explanation_zh="只是换了说法")])
    assert findings().get().state == "reviewed"
    run_with(city.purpose, by, [row(1, evidence_digest=digest("other"))])
    assert findings().get().state == state
    assert findings().get().reviews.count() == 1


def test_findings_without_an_area_belong_to_the_area_of_the_purpose(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1, area=None), row(2, area=None, county=None)])
    assert list(findings().order_by("area").values_list("area", "county", "township")) == [
        (430400000000, 430400, 0),
        (430421000000, 430421, 0),
    ]


def test_a_finished_run_never_changes(city: City) -> None:
    run = run_with(city.purpose, city["analyst"], [row(1)])
    runs: Any = Run.objects.all().for_system("test").filter(pk=run.pk)
    with pytest.raises(DatabaseError, match="finished runs do not change"), transaction.atomic():
        runs.update(as_of=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        runs._raw_delete("default")
