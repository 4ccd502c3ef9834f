"""R2, R3, R13: what was acknowledged survives. Real files, real processes; SQLite only, PostgreSQL has its own log."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mingcha.audit.chain import Entry, check
from tests.factories.home import Home

CONNECTIONS = """
import json
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.db import connection
from django.test import Client

def pragmas():
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    found["begin"] = connection.transaction_mode
    connection.close()
    return found

def web():
    assert Client().get("/health", headers={"host": "127.0.0.1"}).status_code == 200
    return pragmas()

found = {"shell": pragmas()}
with ThreadPoolExecutor() as pool:
    found["web"] = pool.submit(web).result()
call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)
print(json.dumps(found | {"worker": pragmas()}))
"""
FULL = """
import json, resource, sqlite3
from django.conf import settings
from django.db import connection
from django.test import Client
from mingcha.audit import queries
from mingcha.audit.models import AuditRecord
from mingcha.accounts.operations import open_account
from mingcha.cli.house import furnish
from mingcha.doctor.checks.machine import disk
from mingcha.kernel.clock import wall_clock

furnish()
settings.MFA_REQUIRED = False
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
open_account(username="chen", name="陈某", password="correct horse battery", by="system", at=wall_clock())
client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
login = {"login": "chen", "password": "correct horse battery"}
assert client.post("/accounts/login/", login).status_code == 302
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

# The log of SQLite begins anew and may grow to this: a few logins, fewer than would be refused for being too many.
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
said = []
for _ in range(25):
    page = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False).post("/accounts/login/", login)
    said.append(page.status_code)
    if page.status_code == 507:
        break
records = AuditRecord.objects.count()
reading = client.get("/health").status_code, client.get("/accounts/login/", follow=True).status_code
red = disk(wall_clock())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

healed = open_account(username="wang", name="王某", password="x" * 12, by="system", at=wall_clock()).pk > 0
with connection.cursor() as cursor:
    integrity = cursor.execute("PRAGMA integrity_check").fetchall()
print(json.dumps({
    "said": said, "page": page.content.decode(), "reading": reading, "red": red.en if red else "", "healed": healed,
    "integrity": integrity, "grown": AuditRecord.objects.count() - records,
    "problems": [p.kind for p in queries.problems(at=wall_clock())],
}))
"""
WRITING = """
import shutil, sys
from pathlib import Path
from django.conf import settings
from django.db import connection
from mingcha.audit import operations
from mingcha.kernel.clock import wall_clock
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
for number in range(40):
    operations.record("finding.viewed", subject=f"finding:{number}", by="user:1", at=wall_clock())
base = Path(settings.DATABASES["default"]["NAME"])
for name in (base.name, base.name + "-wal"):  # copied while the log is not yet in the database
    shutil.copy(base.with_name(name), Path(sys.argv[1]) / name)
"""


def test_r02_pragmas_hold_on_every_connection(tmp_path: Path) -> None:
    found = json.loads(Home(tmp_path).python(CONNECTIONS))
    assert found.keys() == {"shell", "web", "worker"}
    for name, pragmas in found.items():
        assert pragmas["journal_mode"] == "wal", name
        assert pragmas["synchronous"] == 2, name  # FULL
        assert pragmas["foreign_keys"] == 1, name
        assert pragmas["busy_timeout"] >= 5000, name
        assert pragmas["secure_delete"] == 1, name
        assert pragmas["begin"] == "IMMEDIATE", name


def test_r13_a_full_disk_is_clean(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: it fails the same writes."""
    said = json.loads(Home(tmp_path).python(FULL))
    assert said["said"][-1] == 507 and set(said["said"][:-1]) <= {302}
    assert "磁盘已满" in said["page"] and "free some space" in said["page"]
    assert said["reading"] == [200, 200]
    assert "does not take 8 MB" in said["red"]
    assert (said["healed"], said["integrity"], said["problems"]) == (True, [["ok"]], [])
    assert said["grown"] >= 1


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose forty records are in its write-ahead log only."""
    folder = tmp_path_factory.mktemp("written")
    Home(tmp_path_factory.mktemp("home")).python(WRITING, str(folder))
    return folder


def torn(written: Path, target: Path, seed: int) -> Path:
    """A copy whose log was cut, or overwritten with noise, somewhere."""
    target.mkdir()
    for path in written.iterdir():
        shutil.copy(path, target / path.name)
    wal = next(target.glob("*-wal"))
    chance = random.Random(seed)
    place = chance.randrange(0, wal.stat().st_size)
    if seed % 2:
        os.truncate(wal, place)
    else:
        with wal.open("r+b") as file:
            file.seek(place)
            file.write(chance.randbytes(chance.choice((1, 100, 5000))))
    return target / wal.name.removesuffix("-wal")


def test_r03_a_torn_log_keeps_a_whole_prefix(written: Path, tmp_path: Path) -> None:
    lengths = set()
    for seed in range(100):
        database = torn(written, tmp_path / str(seed), seed)
        connection = sqlite3.connect(database)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = entries(connection)
        head = connection.execute("SELECT seq FROM audit_audithead").fetchone() or (0,)
        assert head == (len(kept),)  # a record and the head that names it are in one transaction
        assert list(check(kept, [], "sm3")) == []
        lengths.add(len(kept))
        connection.close()
        shutil.rmtree(database.parent)
    assert min(lengths) < 10 and max(lengths) > 30 and len(lengths) > 20  # the tears were spread over the log


def entries(connection: sqlite3.Connection) -> list[Entry]:
    """The records, as anybody reads them who has the file."""
    columns = "seq, at, action, actor, subject, detail, link, seal"
    rows = connection.execute(f"SELECT {columns} FROM audit_auditrecord ORDER BY seq")
    return [Entry(seq, datetime.fromisoformat(at).replace(tzinfo=UTC), *rest) for seq, at, *rest in rows]
