"""Records in the database: appended with what they speak of, never changed, checked against anchors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from mingcha.audit import operations, queries
from mingcha.audit.models import AuditRecord

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, settings: object) -> None:
    settings.ANCHORS = tmp_path / "anchors.txt"  # type: ignore[attr-defined]


def test_records_continue_the_chain_and_verify() -> None:
    for number in range(5):
        operations.record("finding.viewed", subject=f"finding:{number}", by="user:1", at=AT, detail={"页": number})
    operations.anchor(at=AT)
    assert [r.seq for r in AuditRecord.objects.all()] == [1, 2, 3, 4, 5]
    assert list(queries.problems(at=AT)) == []
    assert queries.timeline("finding:3").count() == 1


def test_the_database_refuses_to_change_or_delete_a_record() -> None:
    written = operations.record("user.opened", by=operations.SYSTEM, at=AT)
    for change in (
        lambda: AuditRecord.objects.filter(pk=1).update(actor="user:9"),
        lambda: AuditRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(TypeError):
        written.delete()
    assert AuditRecord.objects.get().actor == "system"


def test_a_record_vanishes_with_what_it_speaks_of() -> None:
    operations.record("one.done", by="user:1", at=AT)
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.record("two.done", by="user:1", at=AT)
        raise RuntimeError
    operations.record("three.done", by="user:1", at=AT)
    assert [r.action for r in AuditRecord.objects.all()] == ["one.done", "three.done"]
    assert [p.kind for p in queries.problems(at=AT)] == []


def test_a_missing_anchor_is_a_problem_after_an_hour() -> None:
    operations.record("one.done", by="user:1", at=AT)
    assert list(queries.problems(at=AT + timedelta(minutes=60))) == []
    assert [p.kind for p in queries.problems(at=AT + timedelta(minutes=80))] == ["silent"]
    operations.anchor(at=AT + timedelta(minutes=81))
    assert list(queries.problems(at=AT + timedelta(minutes=82))) == []
