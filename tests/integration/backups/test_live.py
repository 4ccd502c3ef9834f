"""R10: a backup made while others write restores to one moment of the installation."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from pathlib import Path

import pytest

from tests.factories.home import Home
from tests.factories.installations import Make, maker

#: Opens accounts, each with an audit record and an upload that is written before it, until the file `stop` appears.
WRITER = """
import os, sys
from pathlib import Path
from django.conf import settings
from django.db import transaction
from mingcha.accounts import operations
from mingcha.audit import operations as audit
from mingcha.kernel.clock import wall_clock
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from mingcha.accounts.models import User
from mingcha.attachments import operations as attachments
from mingcha.attachments.arriving import Arrival
from mingcha.attachments.examining import Examined

def attach(number, user):
    with Arrival("证据.txt") as arrival:
        arrival.add(os.urandom(400_000))
        received = arrival.finish()
    checked = attachments.Checked(received, Examined("text", "text"))
    attachments.attach(owner=f"review:{number}", checked=[checked], by=user, at=wall_clock())
    received.path.unlink()

name, stop = sys.argv[1], Path(sys.argv[2])
number = 0
while not stop.exists():
    uploaded = settings.MEDIA_ROOT / name / f"{number}.bin"
    uploaded.parent.mkdir(parents=True, exist_ok=True)
    uploaded.write_bytes(os.urandom(2000))
    user = operations.open_account(
        username=f"{name}-{number}", name="陈某", password="x" * 12, by="system", at=wall_clock()
    )
    attach(number, user)
    number += 1
    if number % 10 == 0:
        audit.anchor(at=wall_clock())
print(number)
"""
#: Opens the accounts that are named, then says how things stand.
STATE = """
import json, sys
from mingcha.accounts import operations
from mingcha.attachments import queries as attachments
from mingcha.attachments.models import Attachment
from mingcha.accounts.models import User
from mingcha.audit import queries
from mingcha.audit.models import AuditHead, AuditRecord
from mingcha.kernel.clock import wall_clock
for name in sys.argv[1:]:
    operations.open_account(username=name, name="陈某", password="x" * 12, by="system", at=wall_clock())
print(json.dumps({
    "users": dict(User.objects.values_list("username", "pk")),
    "opened": AuditRecord.objects.filter(action="user.opened").count(),
    "last": AuditRecord.objects.latest("seq").action,
    "whole": AuditHead.objects.get().seq == AuditRecord.objects.count(),
    "attached": Attachment.objects.count(), "names": {a.name for a in Attachment.objects.all()} <= {"证据.txt"},
    "damaged": attachments.damaged(),
    "problems": [p.kind for p in queries.problems(at=wall_clock())],
}))
"""


def uploads(home: Home) -> dict[str, str]:
    folder = home.data / "uploads"
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*.bin")}


def backed_up_under_load(home: Home, folder: Path, processes: int, least: int) -> tuple[Path, int]:
    """The archive, made between the first and the last of what processes wrote, and how much they wrote."""
    home.python("")
    stop = folder / "stop"
    writers = [home.start(WRITER, f"writer{n}", str(stop)) for n in range(processes)]
    try:
        while len(uploads(home)) < least:
            assert all(w.poll() is None for w in writers)
            time.sleep(0.1)
        done = home.mingcha("backup", folder)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        stop.touch()
        written = sum(int(w.communicate(timeout=60)[0]) for w in writers)
    (archive,) = folder.glob("*.backup")
    return archive, written


@pytest.mark.parametrize(("processes", "least"), [(1, 12), pytest.param(2, 60, marks=pytest.mark.slow)])
def test_r10_a_live_backup_restores(make: Make, tmp_path: Path, processes: int, least: int) -> None:
    home = make(tmp_path / "one")
    (tmp_path / "backups").mkdir()
    archive, written = backed_up_under_load(home, tmp_path / "backups", processes, least)
    assert archive.stat().st_mode & 0o077 == 0

    fresh = make(tmp_path / "two")
    shutil.copytree(home.key.parent, fresh.key.parent)
    done = fresh.mingcha("restore", archive)
    assert done.returncode == 0, done.stdout + done.stderr

    state = json.loads(fresh.python(STATE))
    assert state["whole"] and state["problems"] == [] and state["last"] == "backup.restored"
    assert least - 10 <= state["opened"] == len(state["users"]) < written
    for n in range(processes):  # of each writer everything up to a moment
        numbers = sorted(int(name.split("-")[1]) for name in state["users"] if name.startswith(f"writer{n}"))
        assert numbers == list(range(len(numbers)))
    assert len(state["users"]) - processes <= state["attached"] and state["names"] and state["damaged"] == []
    kept, whole = uploads(fresh), uploads(home)
    assert kept.items() <= whole.items()
    assert {f"{name.replace('-', '/')}.bin" for name in state["users"]} <= kept.keys()


def test_what_was_recorded_after_the_backup_stays_visible_as_lost(tmp_path: Path) -> None:
    home = Home(tmp_path / "one", {"MINGCHA_ANCHORS": str(tmp_path / "elsewhere" / "anchors.txt")})
    record = "from mingcha.audit import operations as o; from mingcha.kernel.clock import wall_clock as now\n"
    home.python(record + "o.record('one.done', by='system', at=now()); o.anchor(at=now())")
    assert home.mingcha("backup", tmp_path / "a.backup").returncode == 0
    home.python(record + "[o.record('two.done', by='system', at=now()) for _ in range(3)]; o.anchor(at=now())")
    shutil.rmtree(home.data)
    done = home.mingcha("restore", tmp_path / "a.backup")
    assert done.returncode == 0 and "its end was cut off" in done.stderr


def test_r10_a_backup_with_a_damaged_file_beside_a_record_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "one")
    home.python(WRITER.replace("while not stop.exists()", "while number < 3"), "writer0", "stop")
    (kept, *_) = (home.data / "attachments").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert home.mingcha("backup", tmp_path / "a.backup").returncode == 0
    fresh = Home(tmp_path / "two")
    shutil.copytree(home.key.parent, fresh.key.parent)
    done = fresh.mingcha("restore", tmp_path / "a.backup")
    assert done.returncode == 1 and "1 attached files" in done.stderr and "Traceback" not in done.stderr
    assert not (fresh.data / "attachments").exists()


@pytest.mark.slow
def test_a_backup_moves_an_installation_to_the_other_database(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    home = Home(tmp_path / "one")
    home.python(STATE, "user-0", "user-1", "user-2")
    assert home.mingcha("backup", tmp_path / "a.backup").returncode == 0
    moved = maker("postgresql", request)(tmp_path / "two")
    shutil.copytree(home.key.parent, moved.key.parent)
    assert moved.mingcha("restore", tmp_path / "a.backup").returncode == 0
    state = json.loads(moved.python(STATE, "next"))
    assert state["users"] == {"user-0": 1, "user-1": 2, "user-2": 3, "next": 4}  # keys are counted on
    assert state["whole"] and state["problems"] == []
