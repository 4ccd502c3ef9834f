"""A file on its way: handed in, read by the worker, held or ready, released by a second person, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.datasets import operations, queries
from mingcha.datasets.models import Progress
from mingcha.kernel.errors import Refused
from tests.factories.datasets import AT, World, fresh, hand_in, work
from tests.factories.folder import write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files") / "民政局_低保发放.csv"


def test_a_file_is_handed_in_read_and_released(world: World, payments: Path, home: Path) -> None:
    upload = hand_in(world, payments)
    assert (upload.state, upload.size) == ("uploaded", payments.stat().st_size)
    assert [p.name for p in (home / "incoming").iterdir()] == []
    assert b"4304" not in (home / "sources" / upload.sealed).read_bytes()
    work()
    upload = fresh(upload)
    assert (upload.state, upload.rows, upload.quarantined, upload.datasets) == ("read", 480, 0, ["payment"])
    assert Progress.objects.get().state == "done"
    assert queries.released_records(world.purpose) == []
    operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    (record,) = queries.released_records(world.purpose)
    assert record.digest == upload.record_digest and record.name == payments.name


def test_the_same_content_twice_is_said(world: World, payments: Path) -> None:
    first = hand_in(world, payments)
    with pytest.raises(Refused, match="not taken twice"):
        hand_in(world, payments)
    operations.withdraw_own_upload(upload_id=first.pk, by=world.clerk, at=AT)
    assert hand_in(world, payments).state == "uploaded"
