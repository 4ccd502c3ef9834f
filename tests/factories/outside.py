"""
An installation of its own in a folder, worked by real processes: `python -m tests.factories.outside DEED FOLDER …`.

Its database is a file, so that a process can be killed and another one go on.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.factories.home import begin

ROOT = Path(__file__).parents[2]


def environment(home: Path) -> dict[str, str]:
    """Variables of the installation in `home`; its key lies beside it."""
    own = {
        "MINGCHA_HOME": str(home),
        "MINGCHA_KEY_PATH": str(home.parent / "secret.key"),
        "DJANGO_SETTINGS_MODULE": "mingcha.settings.base",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "DATABASE_URL": "",
    }
    return {**os.environ, **own}


def call(home: Path, deed: str, *more: str) -> Any:
    """What a deed of this module answers in the installation."""
    command = [sys.executable, "-m", "tests.factories.outside", deed, *more]
    done = subprocess.run(command, env=environment(home), cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def start_worker(home: Path) -> subprocess.Popen[bytes]:
    """A worker that empties the queue, in a process group of its own."""
    command = [sys.executable, "-m", "django", "db_worker", "--batch", "--no-startup-delay", "--interval", "0"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=environment(home), cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True
    )


def finish_worker(home: Path) -> None:
    """A worker, waited for."""
    assert start_worker(home).wait(timeout=120) == 0


def kill_worker(home: Path, seconds: float) -> None:
    """A worker killed so many seconds after its start: the process alone, as the kernel does when memory is short."""
    worker = start_worker(home)
    time.sleep(seconds)
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def prepare(path: str) -> dict[str, Any]:
    """A new database with a purpose, and the file at `path` handed in for it."""
    from django.core.management import call_command

    from tests.factories.datasets import hand_in, make_world

    begin(Path(os.environ["MINGCHA_HOME"]))
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    return {"upload": hand_in(make_world(), Path(path)).pk}


def recover(minutes: str) -> dict[str, Any]:
    """The clock's job, some minutes from now."""
    from mingcha.datasets.jobs import tick
    from mingcha.kernel.clock import wall_clock

    return {"recovered": tick(wall_clock() + timedelta(minutes=int(minutes))).recovered}


def look() -> dict[str, Any]:
    """The state of the upload, what is released or readable of it, and its work."""
    from mingcha.datasets.models import Progress, Upload

    upload = Upload.objects.all().for_system("test").get()
    work = Progress.objects.get()
    return {
        "state": upload.state,
        "rows": upload.rows,
        "record": upload.record_digest,
        "work": work.state,
        "attempt": work.attempt,
    }


def returned() -> dict[str, Any]:
    """How large the returned workbook is, made and read as the page does."""
    from mingcha.datasets.models import Upload
    from mingcha.datasets.returned import open_workbook

    with open_workbook(Upload.objects.all().for_system("test").get()) as file:
        return {"bytes": len(file.read())}


def race(people: str) -> dict[str, Any]:
    """So many releasers release the file at the same moment, each in a thread; what each was told."""
    from django.db import connection

    from mingcha.audit.models import AuditRecord
    from mingcha.datasets.models import Upload
    from mingcha.datasets.operations import release_upload
    from mingcha.kernel.errors import MingchaError
    from mingcha.org.models import Area
    from tests.factories.datasets import AT, person

    city = Area.objects.get(level="city")
    users = [person(f"releaser{n}", "data_releaser", city) for n in range(int(people))]
    upload = Upload.objects.all().for_system("test").get()

    def release(user: Any) -> str:
        try:
            release_upload(upload_id=upload.pk, by=user, at=AT)
            return "released"
        except MingchaError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        answers = list(pool.map(release, users))
    signed = Upload.objects.all().for_system("test").get().released_by
    records = AuditRecord.objects.filter(action="upload.released")
    winner = users[answers.index("released")]
    return {"answers": answers, "records": records.count(), "winner_signed": signed == winner}


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # cheap, as in all tests
    django.setup()
    deeds: dict[str, Callable[..., dict[str, Any]]] = {
        "prepare": prepare,
        "recover": recover,
        "look": look,
        "returned": returned,
        "race": race,
    }
    print(json.dumps(deeds[sys.argv[1]](*sys.argv[2:])))
