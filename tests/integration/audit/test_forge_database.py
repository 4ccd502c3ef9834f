"""R32: somebody with the database, and then also with the key, forges the log in place. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from mingcha.audit import operations, queries
from mingcha.audit.chain import GENESIS, Entry, link_of, seal_of
from mingcha.audit.models import AuditRecord
from tests.factories.owner import append_only

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TABLE = AuditRecord._meta.db_table
pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path: Path, settings: Any) -> None:
    """Twenty records, an anchor at the twelfth."""
    settings.ANCHORS = tmp_path / "anchors.txt"
    for number in range(1, 21):
        operations.record("finding.viewed", subject=f"finding:{number}", by="user:1", at=AT + timedelta(minutes=number))
        if number == 12:
            operations.anchor(at=AT + timedelta(minutes=12))


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rewrite(key: bytes, start: int = 7) -> None:
    """Another actor in a record, and every link and seal from there on made anew."""
    entries = [r.entry() for r in AuditRecord.objects.order_by("seq")]
    previous = entries[start - 2].link if start > 1 else GENESIS
    for entry in entries[start - 1 :]:
        forged: Entry = replace(entry, actor="user:9") if entry.seq == start else entry
        previous = link_of(previous, forged.content(), settings.AUDIT_HASH)
        AuditRecord.objects.filter(seq=entry.seq).update(
            actor=forged.actor, link=previous, seal=seal_of(previous, key, settings.AUDIT_HASH)
        )


FORGERIES: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "edit": (lambda: sql(f"UPDATE {TABLE} SET actor = 'user:9' WHERE seq = 7"), {"edited"}),
    "edit the moment": (lambda: AuditRecord.objects.filter(seq=7).update(at=AT), {"edited"}),
    "delete": (lambda: sql(f"DELETE FROM {TABLE} WHERE seq = 7"), {"gap"}),
    "reorder": (
        lambda: sql(*(f"UPDATE {TABLE} SET seq = {new} WHERE seq = {old}" for old, new in ((6, 99), (7, 6), (99, 7)))),
        {"edited"},
    ),
    "renumber after deletion": (
        lambda: sql(f"DELETE FROM {TABLE} WHERE seq = 20", f"UPDATE {TABLE} SET seq = 20 WHERE seq = 19"),
        {"gap"},
    ),
    "recompute without the key": (lambda: rewrite(b"x" * 32), {"resealed", "anchor"}),
    "recompute with the key": (lambda: rewrite(settings.AUDIT_KEY), {"anchor"}),
    "truncate": (lambda: sql(f"DELETE FROM {TABLE} WHERE seq > 10"), {"truncated"}),
    "empty": (lambda: sql(f"DELETE FROM {TABLE}"), {"truncated"}),
}


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_r32_forgeries_in_the_database_are_found(log: None, forgery: str) -> None:
    forge, kinds = FORGERIES[forgery]
    if forgery != "edit the moment":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            forge()
    assert list(queries.problems(at=AT + timedelta(minutes=20))) == []
    append_only(False)
    forge()
    assert {p.kind for p in queries.problems(at=AT + timedelta(minutes=20))} == kinds


def test_r32_anchors_that_stop_are_found(log: None) -> None:
    late = AT + timedelta(minutes=13) + queries.SILENCE + timedelta(seconds=1)
    assert [(p.kind, p.seq) for p in queries.problems(at=late)] == [("silent", 13)]


def test_r32_what_is_cut_after_the_newest_anchor_is_found_by_nobody(log: None) -> None:
    """The stated limit: an hour at most."""
    append_only(False)
    sql(f"DELETE FROM {TABLE} WHERE seq > 15")
    assert list(queries.problems(at=AT + timedelta(minutes=20))) == []
