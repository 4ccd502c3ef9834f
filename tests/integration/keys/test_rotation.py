"""R34: sealing keys rotated while others write, killed and taken up again: nothing is lost, everything is on record."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from mingcha.engine.sealing.files import key_number
from tests.factories.folder import command
from tests.factories.home import Home

ATTACH = """
import os, sys
from pathlib import Path
from django.conf import settings
from mingcha.accounts import operations
from mingcha.accounts.models import User
from mingcha.attachments import keeping, operations as attachments
from mingcha.attachments.arriving import Arrival
from mingcha.attachments.examining import Examined
from mingcha.attachments.models import Attachment
from mingcha.kernel.clock import wall_clock
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
made = {"name": "陈某", "password": "x" * 12, "by": "system", "at": wall_clock()}
user = User.objects.filter(username="chen").first() or operations.open_account(username="chen", **made)

def attach(number):
    with Arrival(f"证据{number}.txt") as arrival:
        arrival.add(os.urandom(300_000))
        received = arrival.finish()
    checked = attachments.Checked(received, Examined("text", "text"))
    (one,) = attachments.attach(owner=f"review:{number}", checked=[checked], by=user, at=wall_clock())
    received.path.unlink()
    return one
"""
PREPARE = (
    ATTACH
    + """
for number in range(int(sys.argv[1])):
    attach(number)
sealed = settings.HOME / "store" / "versions"
sealed.mkdir(parents=True)
from mingcha.engine.sealing.files import SealedWriter
with SealedWriter(sealed / "a.keys", settings.SECRET) as writer:
    writer.write(b"version" * 100_000)
"""
)
#: Attaches, and opens again what it and others attached, until told to stop; says how many it made.
LOAD = (
    ATTACH
    + """
import random
stop, number = Path(sys.argv[1]), 1000
while not stop.exists():
    attach(number)
    number += 1
    for one in random.sample(list(Attachment.objects.all()), 5):
        assert len(keeping.read(one, "original")) == 300_000
        assert one.name.startswith("证据")
print(number - 1000)
"""
)
STATE = """
import json
from django.conf import settings
from mingcha.attachments import queries
from mingcha.attachments.models import Attachment
from mingcha.audit import queries as audit
from mingcha.audit.models import AuditRecord
from mingcha.engine.sealing.files import SealedReader
from mingcha.kernel.clock import wall_clock
from mingcha.keys import holdings
with SealedReader(settings.HOME / "store" / "versions" / "a.keys", settings.SECRET) as reader:
    version = reader.read() == b"version" * 100_000
print(json.dumps({
    "attached": Attachment.objects.count(), "damaged": queries.damaged(), "version": version,
    "names": len({a.name for a in Attachment.objects.all()}),
    "used": {str(k): v for k, v in holdings.used().items()},
    "records": list(AuditRecord.objects.filter(subject__startswith="key:").values_list("action", "subject")),
    "problems": [p.kind for p in audit.problems(at=wall_clock())],
}))
"""


def under(home: Home, number: int) -> int:
    """Files sealed under a key."""
    return sum(key_number(p) == number for p in (home.data / "attachments").iterdir())


def killed_rotation(home: Home) -> None:
    """A rotation that is killed when it has sealed some files again and not yet the others."""
    with subprocess.Popen(command("keys", "rotate"), env=home.variables) as rotation:
        before = time.monotonic()
        while under(home, 1) < 5:
            assert rotation.poll() is None and time.monotonic() - before < 60
            time.sleep(0.002)
        rotation.kill()


def test_r34_a_killed_rotation_is_taken_up_again(tmp_path: Path) -> None:
    """The short way of the test below: nobody else writes."""
    home = Home(tmp_path)
    home.python(PREPARE, "150")
    killed_rotation(home)
    assert under(home, 0) > 0
    done = home.mingcha("keys", "rotate")
    assert done.returncode == 0, done.stdout + done.stderr
    state = json.loads(home.python(STATE))
    assert (state["attached"], state["damaged"], state["version"], state["problems"]) == (150, [], True, [])
    assert state["used"] == {"1": 301}
    assert state["records"] == [["keys.rotation_begun", "key:1"], ["keys.rotated", "key:1"]]


@pytest.mark.slow
def test_r34_rotation_under_load_loses_nothing_and_survives_a_kill(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.python(PREPARE, "150")
    stop = tmp_path / "stop"
    load = home.start(LOAD, str(stop))
    try:
        killed_rotation(home)
        assert under(home, 0) > 0 and load.poll() is None
        found = home.mingcha("doctor", "--json")
        assert "key.rotation" in {c["code"] for c in json.loads(found.stdout)["checks"] if c["status"] == "found"}
        done = home.mingcha("keys", "rotate")
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        stop.touch()
        written = load.communicate(timeout=120)[0]
    assert load.returncode == 0 and int(written) > 3
    state = json.loads(home.python(STATE))
    assert state["attached"] == state["names"] == 150 + int(written)
    assert (state["damaged"], state["version"], state["problems"]) == ([], True, [])
    assert state["used"] == {"1": 2 * state["attached"] + 1}
    assert state["records"] == [["keys.rotation_begun", "key:1"], ["keys.rotated", "key:1"]]
    assert len(home.key.read_text().splitlines()) == 2


def test_r34_an_old_key_goes_only_when_nothing_needs_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.python(PREPARE, "3")
    assert home.mingcha("keys", "rotate").returncode == 0
    (one, *_) = sorted((home.data / "attachments").iterdir())
    kept = one.read_bytes()
    assert home.mingcha("keys", "rotate").returncode == 0
    whole = one.read_bytes()
    one.write_bytes(kept)
    refused = home.mingcha("keys", "forget", "1")
    assert refused.returncode == 1 and "in use" in refused.stderr
    assert home.mingcha("keys", "forget", "2").returncode == 1
    one.write_bytes(whole)
    assert home.mingcha("keys", "forget", "1").returncode == 0
    listed = [line.split() for line in home.mingcha("keys", "list").stdout.splitlines()]
    assert [[words[0], words[-1]] for words in listed] == [["0", "0"], ["2", "7"]]
    assert json.loads(home.python(STATE))["records"][-1] == ["keys.forgotten", "key:1"]


def test_a_damaged_file_is_told_and_the_rest_is_rotated(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.python(PREPARE, "3")
    (one, *_) = sorted((home.data / "attachments").iterdir())
    whole = one.read_bytes()
    one.write_bytes(whole[:-1])
    done = home.mingcha("keys", "rotate")
    assert done.returncode == 1 and "1 do not open" in done.stdout
    assert (under(home, 0), under(home, 1)) == (1, 2)
    one.write_bytes(whole)
    assert home.mingcha("keys", "rotate").returncode == 0
    assert json.loads(home.python(STATE))["used"] == {"1": 7}


@pytest.mark.parametrize("word", ["rotate", "forget 1"])
def test_a_failing_record_stops_it(tmp_path: Path, word: str) -> None:
    home = Home(tmp_path)
    home.python(PREPARE, "1")
    if word != "rotate":
        assert [home.mingcha("keys", "rotate").returncode for _ in range(2)] == [0, 0]
    before = home.key.read_text()
    home.python(
        "from django.db import connection\n"
        'connection.cursor().execute("CREATE TRIGGER no BEFORE INSERT ON audit_auditrecord '
        "BEGIN SELECT RAISE(ABORT, 'no'); END\")"
    )
    assert home.mingcha("keys", *word.split()).returncode != 0
    assert under(home, 0 if word == "rotate" else 2) == 1
    if word != "rotate":
        assert home.key.read_text() == before
