"""R14: records that are written at the same moment continue one chain."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mingcha.audit import operations, queries
from mingcha.audit.models import AuditRecord
from tests.factories.racing import at_once

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed")]


def write(worker: int) -> None:
    for number in range(3):
        operations.record("finding.viewed", subject=f"finding:{number}", by=f"user:{worker}", at=AT)


def test_r14_many_writers_one_chain(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS = tmp_path / "anchors.txt"
    assert at_once(*(partial(write, worker) for worker in range(16))) == ["done"] * 16
    assert list(AuditRecord.objects.values_list("seq", flat=True)) == list(range(1, 49))
    assert list(queries.problems(at=AT)) == []
