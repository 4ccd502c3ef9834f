"""Counting anew beside people at work: what they write in between is kept."""

from __future__ import annotations

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mingcha.matching import operations, recounting, taking_in
from mingcha.matching.models import Tally
from tests.factories.matching import AT, findings, found, new_run, place_of, purpose_of, row, run_with
from tests.integration.matching.conftest import City


def test_nothing_differs_after_a_run_and_after_verdicts(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n, excluded=n % 5 == 0, fund=" 高龄津贴"[n % 2 :]) for n in range(20)])
    assert recounting.differences() == {}
    _judge(city, 0)
    assert recounting.differences() == {}


def test_what_others_write_between_counting_and_entering_is_kept(city: City) -> None:
    rows = [row(n) for n in range(12)]
    run_with(city.purpose, city["analyst"], rows[:8])
    run = new_run(city.purpose, city["analyst"])
    taking_in.stage(run, found(rows[4:]), place_of(city.purpose), AT)
    with transaction.atomic():
        taking_in.publish(run, ("dead_low_income",), AT)
        changes = recounting.differences(city.purpose.pk)
        assert changes
        _judge(city, 1)
        recounting.enter(changes)
    assert recounting.differences() == {}
    assert not Tally.objects.filter(count=0).exists()


def test_other_purposes_are_left_alone(city: City) -> None:
    other = purpose_of(city["analyst"], city["supervisor"], "高龄津贴专项")
    for purpose in (city.purpose, other):
        run_with(purpose, city["analyst"], [row(n) for n in range(3)])
    Tally.objects.filter(dimension="state").delete()
    changes = recounting.differences(other.pk)
    assert {purpose for *_, purpose in changes} == {other.pk}
    recounting.enter(changes)
    assert {purpose for *_, purpose in recounting.differences()} == {city.purpose.pk}
    recounting.rebuild()
    assert recounting.differences() == {}


def test_counting_locks_nothing(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n) for n in range(3)])
    with CaptureQueriesContext(connection) as asked:
        recounting.differences()
    said = [query["sql"] for query in asked.captured_queries]
    assert all(sql.lstrip("( ").startswith("SELECT") and "FOR UPDATE" not in sql for sql in said), said


def _judge(city: City, place: int) -> None:
    finding = findings().filter(excluded=False, state="open").order_by("number")[place]
    operations.record_verdict(
        number=finding.number,
        verdict="data_error",
        note="已经核实",
        evidence_digest=finding.evidence_digest,
        by=city["colleague"],
        at=AT,
    )
