"""R33: a file is released, and a purpose approved, by a second person; not twice, not by two at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from mingcha.accounts import operations as accounts
from mingcha.audit.models import AuditRecord
from mingcha.datasets import operations, purposes
from mingcha.datasets.models import Upload
from mingcha.kernel.errors import Denied, NotFound, Refused
from tests.factories import outside
from tests.factories.datasets import AT, World, hand_in, person, work
from tests.factories.folder import write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files", people=20) / "民政局_低保发放.csv"


def test_r33_nobody_approves_their_own_purpose(world: World) -> None:
    accounts.give_role(user=world.supervisor, role="analyst", area=world.city, by="user:0", at=AT)
    mine = purposes.propose_purpose(
        title="自己提出",
        legal_basis="监察法第二十五条",
        datasets=["vehicle"],
        area=world.city,
        valid_until=date(2030, 1, 1),
        by=world.supervisor,
        at=AT,
    )
    with pytest.raises(Refused) as refusal:
        purposes.approve_purpose(purpose_id=mine.pk, by=world.supervisor, at=AT)
    assert refusal.value.code == "purpose.self"
    with pytest.raises(Denied):
        purposes.approve_purpose(purpose_id=mine.pk, by=world.analyst, at=AT)
    with pytest.raises(Refused):  # replay
        purposes.approve_purpose(purpose_id=world.purpose.pk, by=world.supervisor, at=AT)


def test_r33_neither_who_handed_in_nor_who_confirmed_releases(world: World, payments: Path) -> None:
    for user in (world.clerk, world.analyst):
        accounts.give_role(user=user, role="data_releaser", area=world.city, by="user:0", at=AT)
    accounts.give_role(user=world.clerk, role="analyst", area=world.city, by="user:0", at=AT)
    upload = hand_in(world, payments)
    work()
    Upload.objects.all().for_system("test").filter(pk=upload.pk).update(confirmed_by=world.analyst)
    for user in (world.clerk, world.analyst):
        with pytest.raises(Refused) as refusal:
            operations.release_upload(upload_id=upload.pk, by=user, at=AT)
        assert refusal.value.code == "upload.self"
        with pytest.raises(IntegrityError), transaction.atomic():  # and the database would not have it either
            Upload.objects.all().for_system("test").filter(pk=upload.pk).update(released_by=user, released_at=AT)
    operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    with pytest.raises(Refused):  # replay
        operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    (signed,) = AuditRecord.objects.filter(action="upload.released")
    assert signed.actor == world.releaser.audit_name and world.clerk.audit_name in signed.detail


def test_r33_a_releaser_of_a_part_does_not_release_for_the_whole(world: World, payments: Path) -> None:
    upload = hand_in(world, payments)
    work()
    below = person("county", "data_releaser", world.county)
    with pytest.raises(NotFound):
        operations.release_upload(upload_id=upload.pk, by=below, at=AT)
    unit = person("ours", "data_releaser", world.city)
    world.department.unit_key = 77
    world.department.save()
    accounts.record_recusal(user=unit, kind="interest", key=77, source="申报", by="user:0", at=AT)
    with pytest.raises(NotFound):
        operations.release_upload(upload_id=upload.pk, by=unit, at=AT)


def test_r33_of_twenty_at_once_one_releases(payments: Path, tmp_path: Path) -> None:
    home = tmp_path / "installation" / "home"
    home.mkdir(mode=0o700, parents=True)
    outside.call(home, "prepare", str(payments))
    outside.finish_worker(home)
    told = outside.call(home, "race", "20")
    assert told["answers"].count("released") == 1
    assert set(told["answers"]) <= {"released", "state.taken", "state.forbidden"}
    assert told["records"] == 1 and told["winner_signed"]
