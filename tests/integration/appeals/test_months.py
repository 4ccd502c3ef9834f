"""Closed months: from the operations to the log, from the log to the lines, and whoever changes the past is found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from mingcha.accounts.access import Scope
from mingcha.appeals import jobs, months, operations, verifying
from mingcha.appeals.lives import COLUMNS, Line
from mingcha.appeals.models import Appeal, AppealEvent, MonthClosing, MonthLine
from mingcha.appeals.months import Month, Whose
from mingcha.appeals.rates import figures_of
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import MingchaError, NotFound, Refused
from tests.factories.appeals import AT, House, accept, answer, check, file
from tests.factories.owner import appeals_log_stays

MARCH = Month(202603)
LATER = datetime.fromisoformat("2026-04-16T00:00:00+08:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_LOOKS = ("viewed", "listed", "clock_viewed", "denied", "published", "hidden")


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody who owns the database."""
    appeals_log_stays(False)
    yield
    appeals_log_stays(True)


def live(house: House, chance: random.Random, n: int) -> None:
    """Appeals that go whichever way chance leads them."""
    for _ in range(n):
        at = AT + chance.randrange(400) * HOUR
        appeal = file(house, at=at, way=chance.choice(("web", "proxy", "kf"))).appeal
        try:
            _go(house, chance, appeal, at)
        except MingchaError as refused:  # a way that is closed is a way that is not taken
            assert refused.code.startswith(("state.", "appeal.", "clock.", "rating."))


def _go(house: House, chance: random.Random, appeal: Appeal, at: datetime) -> None:
    known = {"public_id": appeal.public_id}
    if chance.random() < 0.1:
        operations.decline_appeal(**known, where_to="请到县不动产登记中心办理", by=house["clerk"], at=at + HOUR)
        return
    at += chance.randrange(1, 30) * HOUR
    accept(house, appeal, at=at)
    if chance.random() < 0.3:
        operations.extend_time(**known, amount=3, reason="等待材料运到现场", by=house["county"], at=at + HOUR)
    for _ in range(3):
        at += chance.randrange(1, 500) * HOUR
        answer(house, appeal, at=at, outcome=chance.choice(("solved", "infeasible")))
        if chance.random() < 0.2:
            return
        passed = chance.random() < 0.7
        at += HOUR
        check(house, appeal, by="city", passed=passed, at=at)
        if not passed:
            continue
        grade = chance.choice(("", "satisfied", "basically", "unsatisfied"))
        petitioner = appeal.petitioners.get()
        if grade:
            operations.rate_reply(petitioner=petitioner, grade=grade, reason="还是没有修好", at=at + HOUR)
        if grade != "unsatisfied":
            return


def test_every_step_stands_in_the_log_beside_its_record(house: House) -> None:
    live(house, random.Random(1), 15)
    told = AuditRecord.objects.filter(action__startswith="appeal.", subject__startswith="appeal:").exclude(
        action__in=[f"appeal.{word}" for word in _LOOKS]
    )
    records = [(r.seq, r.action, r.subject, r.at) for r in told.order_by("seq")]
    events = AppealEvent.objects.select_related("appeal").order_by("record")
    assert [(e.record, f"appeal.{e.what}", e.appeal.audit_name, e.at) for e in events] == records


def test_what_happened_before_there_was_a_log_is_filled_in(house: House) -> None:
    live(house, random.Random(2), 15)
    # When the time ran out at a moment in between is not kept anywhere else; when it ended is.
    names = [f.attname for f in AppealEvent._meta.concrete_fields if f.attname not in ("id", "due_at")]
    before = list(AppealEvent.objects.order_by("record").values_list(*names))
    with unguarded():
        AppealEvent.objects.all()._raw_delete("default")
    import_module("mingcha.appeals.migrations.0008_events").fill(apps, None)
    assert list(AppealEvent.objects.order_by("record").values_list(*names)) == before


@pytest.mark.parametrize("seed", range(3))
def test_a_closed_month_is_what_the_log_says_to_the_digit(house: House, seed: int) -> None:
    live(house, random.Random(seed), 12)
    running = list(months.from_log(MARCH, as_of=LATER))
    jobs.tick(LATER)
    closing = months.get_closing(MARCH)
    assert (closing.number, closing.lines, closing.as_of) == (1, len(running), LATER)
    assert list(months.frozen(closing)) == sorted(running, key=lambda line: line.public_id)
    assert list(verifying.verify(MARCH)) == []
    assert figures_of(months.frozen(closing)) == figures_of(running)
    jobs.tick(LATER + HOUR)
    assert MonthClosing.objects.count() == 1


def test_what_the_database_counts_is_what_the_rates_count(house: House) -> None:
    live(house, random.Random(7), 20)
    operations.close_month(month=MARCH, by="system", at=LATER)
    whose = Whose(Scope(("4304",)))
    (point,) = months.trend(whose, last=MARCH)
    counts = figures_of(months.lines_of(MARCH, whose, at=LATER)[0]).counts
    assert point.counts == {code: counts[code] for code in point.counts}


def test_the_database_refuses_to_change_the_past(house: House) -> None:
    file(house)
    operations.close_month(month=MARCH, by="system", at=LATER)
    for found, changed in (
        (AppealEvent.objects.all(), {"at": LATER}),
        (MonthLine.objects.all(), {"standing": "solved"}),
        (MonthClosing.objects.all(), {"lines": 0}),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            found.update(**changed)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            found._raw_delete("default")


def test_whoever_changes_an_event_all_the_same_is_found_and_a_correction_stands_beside(house: House) -> None:
    appeal = file(house).appeal
    accept(house, appeal, at=AT + 20 * HOUR)
    first = operations.close_month(month=MARCH, by="system", at=LATER)
    assert next(months.frozen(first)).responded == "late"
    with unguarded():
        AppealEvent.objects.filter(what="accepted").update(at=AT + HOUR)
    found = [problem.what.en for problem in verifying.verify(MARCH)]
    assert any("different" in text for text in found)
    assert any(appeal.public_id in text and "responded" in text for text in found)
    assert any("audit chain" in text for text in found)
    second = operations.correct_month(month=MARCH, reason="核对日志后更正", by="system", at=LATER + DAY)
    assert [one.number for one in months.closings(MARCH)] == [1, 2]
    assert months.get_closing(MARCH) == second
    assert next(months.frozen(first)).responded == "late"
    # The correction agrees with the log, and the log still does not agree with the chain.
    assert {"audit chain" in p.what.en for p in verifying.verify(MARCH)} == {True}


def test_whoever_changes_a_frozen_line_is_found(house: House) -> None:
    file(house)
    operations.close_month(month=MARCH, by="system", at=LATER)
    with unguarded():
        MonthLine.objects.update(standing="solved")
    assert [p.what.en for p in verifying.verify(MARCH)] == ["month 2026-03: the frozen lines do not fit their digest."]


def test_what_happens_after_the_moment_changes_nothing(house: House) -> None:
    appeal = file(house).appeal
    operations.close_month(month=MARCH, by="system", at=LATER)
    accept(house, appeal, at=LATER + HOUR)
    assert list(verifying.verify(MARCH)) == []
    with pytest.raises(Refused) as refused:
        operations.correct_month(month=MARCH, reason="再算一遍看看", by="system", at=LATER + DAY)
    assert refused.value.code == "month.same"
    assert MonthClosing.objects.count() == 1


def test_a_month_is_closed_once_and_not_before_its_time(house: House) -> None:
    file(house)
    with pytest.raises(NotFound):
        months.get_closing(MARCH)
    with pytest.raises(Refused, match=r"16") as refused:
        operations.close_month(month=MARCH, by="system", at=LATER - HOUR)
    assert refused.value.code == "month.early"
    operations.close_month(month=MARCH, by="system", at=LATER)
    with pytest.raises(Refused) as refused:
        operations.close_month(month=MARCH, by="system", at=LATER)
    assert refused.value.code == "month.closed"


def test_a_failing_record_leaves_no_closing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    file(house)
    monkeypatch.setattr("mingcha.audit.operations.AuditRecord.objects.create", _fail)
    with pytest.raises(RuntimeError):
        operations.close_month(month=MARCH, by="system", at=LATER)
    assert MonthClosing.objects.count() == MonthLine.objects.count() == 0


def _fail(**_: object) -> None:
    raise RuntimeError


def test_whoever_is_led_away_is_counted_nowhere_and_whoever_is_named_counts_without_it(house: House) -> None:
    gone, named = file(house).appeal, file(house, at=AT + HOUR).appeal
    operations.lead_away(public_id=gone.public_id, by=house["clerk"], at=AT + HOUR)
    accept(house, named, about=[4711], at=AT + 2 * HOUR)
    everything, without = Whose(Scope(("43",))), Whose(Scope(("43",)), frozenset({4711}))
    for closed in (False, True):
        if closed:
            operations.close_month(month=MARCH, by="system", at=LATER)
        assert [line.public_id for line in months.lines_of(MARCH, everything, at=LATER)[0]] == [named.public_id]
        assert months.lines_of(MARCH, without, at=LATER)[0] == []
        assert months.lines_of(MARCH, Whose(Scope(("4401",))), at=LATER)[0] == []


def test_the_stored_line_has_the_columns_of_the_line() -> None:
    stored = {field.attname for field in MonthLine._meta.concrete_fields}
    assert stored == {*COLUMNS, "id", "closing_id", "appeal_id"}
    assert set(COLUMNS) == set(Line.__slots__)


def test_the_month_in_words() -> None:
    assert months.read_month("2026-03", at=LATER) == MARCH
    for wrong in ("", "2026-13", "x", "9999-01", "2026-05", "\u0662\u0660\u0662\u0666\u0660\u0663"):
        assert months.read_month(wrong, at=LATER) == Month(202604)
    assert Month(202612).after == Month(202701)
