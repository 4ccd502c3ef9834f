"""Clocks: started once, moved only forward and with a trace, late once for each level."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from mingcha.audit.models import AuditRecord
from mingcha.deadlines import jobs, operations, queries
from mingcha.deadlines.models import Breach, Clock, DueMove, Pause, Promise
from mingcha.deadlines.reckoning import DAYS, WORKDAYS, Terms
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org import operations as org
from mingcha.org.calendar import CHINA, Special

BY = "user:1"
START = datetime(2026, 3, 2, 10, tzinfo=CHINA)  # a Monday; due on Monday the 9th
ONE: dict[str, Any] = {"kind": "finding", "subject": "7", "promise": "check", "by": BY}
pytestmark = pytest.mark.django_db


def moment(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def promise(amount: int = 5, ladder: tuple[int, ...] = (1, 3), since: date = date(2020, 1, 1), **known: Any) -> None:
    operations.set_promise(
        code="check",
        title=Message("核查", "verify"),
        terms=Terms(amount, known.get("unit", WORKDAYS), ladder=ladder),
        citation="测试",
        since=since,
        by=BY,
        at=START,
    )


@pytest.fixture(autouse=True)
def known() -> None:
    org.seed_published_years(by="system", at=START)
    promise()


def start() -> Clock:
    return operations.start_clock(**ONE, at=START)


def test_a_clock_starts_with_its_due_moment_stored() -> None:
    clock = start()
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 9)
    assert clock.due_at == clock.next_at == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert (clock.state, clock.level, clock.is_provisional) == ("running", 0, False)
    assert AuditRecord.objects.get(action="clock.started").subject == "finding:7"
    assert [clock.lamp(m).code for m in (moment(2), moment(5), moment(9, 23), moment(10, 0))] == [
        "ok",
        "soon",
        "soon",
        "late",
    ]


def test_a_pause_moves_the_due_moment_with_a_trace() -> None:
    start()
    operations.pause_clock(**ONE, reason="等待当事人补充材料", at=moment(3))
    assert jobs.tick(moment(20)).breached == 0
    clock = operations.resume_clock(**ONE, at=moment(5))
    assert clock.due_on == date(2026, 3, 12)
    trace = DueMove.objects.get()
    assert (trace.old_due_at, trace.new_due_at) == (moment(10, 0), moment(13, 0))
    assert (trace.cause, trace.reason, trace.moved_by) == ("pause", "等待当事人补充材料", BY)
    said = queries.explain(clock)
    assert [step.number for step in said.reckoned.steps] == [None, None, None, None, 1, None, None, 2, 3, 4, 5]
    assert said.notes == ()


def test_each_level_of_being_late_is_one_breach() -> None:
    clock = start()
    assert jobs.tick(moment(9, 23)).breached == 0
    assert jobs.tick(moment(10, 0)).breached == 1
    assert jobs.tick(moment(10, 0)).breached == 0
    assert jobs.tick(moment(30)).breached == 2  # the machine was off: both further levels at once
    assert jobs.tick(moment(31)).breached == 0
    found = queries.list_breaches(kind="finding")
    assert [(b.level, b.reached_at) for b in found] == [(1, moment(10, 0)), (2, moment(11, 0)), (3, moment(13, 0))]
    assert queries.list_breaches(after=found[1].pk).count() == 1
    clock.refresh_from_db()
    assert (clock.state, clock.level, clock.next_at) == ("late", 3, None)
    assert operations.stop_clock(**ONE, at=moment(31)).state == "missed"
    assert AuditRecord.objects.filter(action="clock.breached").count() == 3


def test_done_in_time_or_late_even_when_no_job_ran() -> None:
    start()
    assert operations.stop_clock(**ONE, at=moment(9, 23)).state == "met"
    start()
    assert operations.stop_clock(**ONE, at=moment(10, 1)).state == "missed"
    assert Breach.objects.count() == 1


def test_a_paused_clock_is_done_in_time_and_its_pause_ends() -> None:
    start()
    operations.pause_clock(**ONE, reason="等", at=moment(3))
    assert operations.stop_clock(**ONE, at=moment(30)).state == "met"
    assert Pause.objects.get().resumed_at == moment(30)


def test_a_withdrawn_clock_is_never_late() -> None:
    start()
    operations.pause_clock(**ONE, reason="等", at=moment(3))
    assert operations.void_clock(**ONE, reason="转其他机关", at=moment(4)).state == "voided"
    assert jobs.tick(moment(30)).breached == 0


def test_a_calendar_change_moves_running_clocks_with_a_trace_and_never_back() -> None:
    clock = start()
    org.change_day(day=date(2026, 3, 5), kind="rest", reason="抗洪停工", by=BY, at=moment(3))
    assert jobs.tick(moment(3)).moved == 1
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 10)
    trace = DueMove.objects.get()
    assert (trace.cause, trace.reason, trace.new_due_at) == ("calendar", "抗洪停工", moment(11, 0))
    org.change_day(day=date(2026, 3, 8), kind="workday", reason="补班", by=BY, at=moment(4))
    assert jobs.tick(moment(4)).moved == 0
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 10)
    assert "不提前" in queries.explain(clock).notes[0].zh
    assert queries.stale_clocks().count() == 0


def test_the_calendar_comes_before_the_breach() -> None:
    start()
    org.change_day(day=date(2026, 3, 9), kind="rest", reason="停工", by=BY, at=moment(9))
    done = jobs.tick(moment(10, 1))
    assert (done.moved, done.breached) == (1, 0)


def test_a_late_clock_stays_late_whatever_the_calendar_says() -> None:
    clock = start()
    jobs.tick(moment(10, 0))
    org.change_day(day=date(2026, 3, 9), kind="rest", reason="停工", by=BY, at=moment(10))
    assert jobs.tick(moment(10, 11)).moved == 0
    clock.refresh_from_db()
    assert (clock.state, clock.due_on) == ("late", date(2026, 3, 9))
    assert "按当时的日历" in queries.explain(clock).notes[0].zh


def test_a_year_that_is_not_published_makes_the_moment_provisional() -> None:
    clock = operations.start_clock(**ONE, at=moment(30, month=12))
    assert clock.is_provisional
    assert "尚未公布" in queries.explain(clock).notes[0].zh
    days = {date(2027, 1, 1): org_day("holiday"), date(2027, 1, 4): org_day("rest")}
    org.publish_year(year=2027, days=days, citation="通知", by=BY, at=moment(31, month=12))
    assert jobs.tick(moment(31, month=12)).moved == 1
    clock.refresh_from_db()
    assert not clock.is_provisional
    assert DueMove.objects.get().reason == "通知"


def org_day(kind: str) -> Special:
    return Special(kind, Message("日", "day"))


def test_a_new_version_of_a_promise_leaves_running_clocks_alone() -> None:
    clock = start()
    promise(amount=2, since=date(2026, 3, 4))
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 9)
    assert queries.get_promise("check", on=date(2026, 3, 3)).amount == 5
    assert queries.get_promise("check", on=date(2026, 3, 4)).amount == 2
    later = operations.start_clock(**{**ONE, "subject": "8"}, at=moment(4))
    assert later.due_on == date(2026, 3, 6)


def test_the_catalogue_is_installed_once() -> None:
    fresh = operations.install_promises(by="system", at=START)
    assert "finding_review" in fresh and operations.install_promises(by="system", at=START) == []
    assert queries.get_promise("petition_notice", on=date(2026, 3, 2)).unit == DAYS


def test_lists_are_filtered_by_lamp_and_never_go_beyond_the_subjects_given() -> None:
    for subject in "123456":
        operations.start_clock(**{**ONE, "subject": subject}, at=START)
    operations.pause_clock(**{**ONE, "subject": "3"}, reason="等", at=moment(3))
    operations.stop_clock(**{**ONE, "subject": "4"}, at=moment(3))
    for at, wanted in ((moment(4), {"ok": "125"}), (moment(5), {"soon": "125"}), (moment(10, 0), {"late": "125"})):
        for lamp in ("ok", "soon", "late", "paused"):
            found = queries.due_list(kind="finding", subjects="12345", at=at, lamp=lamp)
            assert "".join(c.subject for c in found) == ({"paused": "3"} | wanted).get(lamp, "")
            assert all(clock.lamp(at).code == lamp for clock in found)
    assert queries.due_list(kind="finding", subjects="12345", at=START).count() == 4
    assert queries.due_list(kind="appeal", subjects="12345", at=START).count() == 0
    assert queries.clocks_of("finding", ["4"]).get().state == "met"


def paused() -> None:
    start()
    operations.pause_clock(**ONE, reason="等", at=moment(3))


REFUSALS: list[tuple[str, type[Exception], str, Callable[[], object]]] = [
    ("open", Refused, "clock.exists", lambda: start()),
    ("open", Refused, "clock.no_reason", lambda: operations.pause_clock(**ONE, reason=" ", at=moment(3))),
    ("open", Refused, "clock.no_reason", lambda: operations.void_clock(**ONE, reason="", at=moment(3))),
    ("open", Refused, "clock.late", lambda: operations.pause_clock(**ONE, reason="等", at=moment(10, 0))),
    ("open", Refused, "state.forbidden", lambda: operations.resume_clock(**ONE, at=moment(3))),
    ("paused", Refused, "state.forbidden", lambda: operations.pause_clock(**ONE, reason="等", at=moment(4))),
    ("none", NotFound, "clock.unknown", lambda: operations.stop_clock(**ONE, at=moment(3))),
    ("none", NotFound, "promise.unknown", lambda: operations.start_clock(**{**ONE, "promise": "x"}, at=moment(3))),
    ("none", Refused, "promise.overlap", lambda: promise()),
    ("none", Refused, "promise.amount", lambda: promise(amount=0, since=date(2027, 1, 1))),
    ("none", Refused, "promise.ladder", lambda: promise(ladder=(3, 1), since=date(2027, 1, 1))),
]


@pytest.mark.parametrize(("before", "kind", "code", "act"), REFUSALS)
def test_what_is_refused(before: str, kind: type[Exception], code: str, act: Callable[[], object]) -> None:
    prepare: dict[str, Callable[[], object]] = {"open": start, "paused": paused}
    if before in prepare:
        prepare[before]()
    records, states = AuditRecord.objects.count(), list(Clock.objects.values_list("state", "due_at"))
    with pytest.raises(kind) as refused:
        act()
    assert refused.value.code == code  # type: ignore[attr-defined]
    assert (AuditRecord.objects.count(), list(Clock.objects.values_list("state", "due_at"))) == (records, states)


@pytest.mark.parametrize(
    "act",
    [
        lambda: operations.stop_clock(**ONE, at=moment(4)),
        lambda: operations.resume_clock(**ONE, at=moment(4)),
        lambda: operations.void_clock(**ONE, reason="因", at=moment(4)),
        lambda: operations.start_clock(**{**ONE, "subject": "8"}, at=moment(4)),
        lambda: operations.pause_clock(**{**ONE, "subject": "9"}, reason="因", at=moment(4)),
        lambda: operations.record_breach(clock_id=Clock.objects.get(subject="9").pk, at=moment(30)),
        lambda: operations.recompute_due(clock_id=Clock.objects.get(subject="9").pk, at=moment(4)),
        lambda: promise(amount=2, since=date(2026, 3, 4)),
        lambda: operations.install_promises(by=BY, at=START),
    ],
)
def test_when_the_log_cannot_be_written_nothing_happens(
    act: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    paused()
    operations.start_clock(**{**ONE, "subject": "9"}, at=START)
    org.change_day(day=date(2026, 3, 5), kind="rest", reason="停工", by=BY, at=moment(3))

    def fail(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("no room")

    def everything() -> list[object]:
        tables: list[Any] = [Clock, Pause, DueMove, Breach, Promise]
        return [list(table.objects.values()) for table in tables]

    before = everything()
    monkeypatch.setattr("mingcha.audit.operations.record", fail)
    with pytest.raises(DatabaseError, match="no room"):
        act()
    assert everything() == before


def test_a_promise_without_a_basis_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        operations.set_promise(
            code="x", title=Message("甲", "a"), terms=Terms(1, DAYS), citation=" ", since=START.date(), by=BY, at=START
        )
    assert refused.value.code == "promise.no_citation"


def test_the_tick_learns_years_and_can_run_with_nothing_to_do() -> None:
    assert jobs.tick(START + timedelta(minutes=1)) == jobs.Ticked(0, 0, 0)
