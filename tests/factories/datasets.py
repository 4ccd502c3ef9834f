"""Offices, people and purposes around files that departments hand in, and a worker for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.attachments.arriving import seal_file
from mingcha.datasets import operations, purposes
from mingcha.datasets.models import Purpose, Upload
from mingcha.org import operations as org
from mingcha.org.models import Area, Office

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
DATASETS = ("payment", "death", "person", "vehicle", "public_official")


@dataclass(frozen=True)
class World:
    """One city: a department account, two analysts, a releaser, a supervisor who approves, and an approved purpose."""

    city: Area
    county: Area
    department: Office
    clerk: User
    analyst: User
    second_analyst: User
    releaser: User
    supervisor: User
    purpose: Purpose


def person(username: str, role: str, area: Area, office: Office | None = None) -> User:
    """A user with one role."""
    user = accounts.open_account(username=username, name=username, password=PASSWORD, office=office, by="system", at=AT)
    accounts.give_role(user=user, role=role, area=area, by="user:0", at=AT)
    return user


def make_world(at: datetime = AT) -> World:
    """Everybody, and a purpose that may be handed in for."""
    city = Area.objects.create(code="430400000000", name="衡阳市", level="city")
    county = Area.objects.create(code="430421000000", name="衡阳县", level="county", parent=city)
    department = org.open_office(name_zh="民政局", kind="department", area=city, by="system", at=AT)
    commission = org.open_office(name_zh="市纪委监委", kind="city_commission", area=city, by="system", at=AT)
    analyst = person("analyst", "analyst", city, commission)
    supervisor = person("supervisor", "city_supervisor", city, commission)
    purpose = purposes.propose_purpose(
        title="低保资金专项监督",
        legal_basis="监察法第二十五条",
        datasets=DATASETS,
        area=city,
        valid_until=date(2036, 12, 31),
        by=analyst,
        at=at,
    )
    purpose = purposes.approve_purpose(purpose_id=purpose.pk, by=supervisor, at=at)
    return World(
        city,
        county,
        department,
        person("clerk", "responder", city, department),
        analyst,
        person("analyst2", "analyst", city, commission),
        person("releaser", "data_releaser", city, commission),
        supervisor,
        purpose,
    )


def hand_in(world: World, path: Path, *, by: User | None = None, at: datetime = AT) -> Upload:
    """The department hands in a file from the disk."""
    return operations.receive_upload(purpose_id=world.purpose.pk, received=seal_file(path), by=by or world.clerk, at=at)


def work() -> None:
    """The worker empties the queue, in the transaction of the test: like Django's test client it must not close it."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
    assert [task.traceback for task in DBTaskResult.objects.all() if task.traceback] == []


def read_in(world: World, path: Path, *, at: datetime = AT) -> Upload:
    """A file handed in and read."""
    upload = hand_in(world, path, at=at)
    work()
    return fresh(upload)


def fresh(upload: Upload) -> Upload:
    """As the database has it now."""
    return Upload.objects.all().for_system("test").get(pk=upload.pk)
