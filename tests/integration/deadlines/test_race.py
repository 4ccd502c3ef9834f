"""R14 for the clock: jobs at the same moment on one real SQLite file, and again after a restart, breach once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.factories.home import begin

CLOCKS, JOBS = 40, 4
COMMON = """
import sys, threading
from datetime import date, datetime, UTC
import django
django.setup()
from django.db import connection
from mingcha.deadlines import jobs, operations
from mingcha.deadlines.models import Breach
from mingcha.deadlines.reckoning import Terms
from mingcha.kernel.messages import Message
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
LATE = datetime(2026, 4, 2, 2, tzinfo=UTC)
"""
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
jobs.tick(AT)
operations.set_promise(code="check", title=Message("核查", "verify"), terms=Terms(5, "workdays", ladder=(2,)),
    citation="x", since=date(2020, 1, 1), by="system", at=AT)
for number in range(%d):
    operations.start_clock(kind="x", subject=str(number), promise="check", by="system", at=AT)
"""
#: Every clock is fought for by all threads at once; then whole rounds run against each other for the second level.
RACE = """
from mingcha.deadlines.models import Clock
ids, threads_count = list(Clock.objects.values_list("pk", flat=True)), %d
barrier, won, rounds, failed = threading.Barrier(threads_count), [], [], []
def work():
    try:
        for pk in ids:
            barrier.wait()
            won.append(operations.record_breach(clock_id=pk, at=datetime(2026, 3, 9, 16, tzinfo=UTC)) is not None)
        barrier.wait()
        rounds.append(jobs.tick(LATE).breached)
    except BaseException as error:
        failed.append(repr(error))
        barrier.abort()
    finally:
        connection.close()
threads = [threading.Thread(target=work) for _ in range(threads_count)]
[t.start() for t in threads]
[t.join() for t in threads]
assert not failed, failed
print(len(won), sum(won), sum(rounds), Breach.objects.count())
"""


def run(script: str, home: Path) -> str:
    known = {
        "DJANGO_SETTINGS_MODULE": "mingcha.settings.base",
        "MINGCHA_HOME": str(home),
        "MINGCHA_KEY_PATH": str(home / "secret.key"),
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", COMMON + script],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_r14_four_jobs_at_once_breach_once(tmp_path: Path) -> None:
    begin(tmp_path)
    run(PREPARE % CLOCKS, tmp_path)
    assert run(RACE % JOBS, tmp_path) == f"{JOBS * CLOCKS} {CLOCKS} {CLOCKS} {2 * CLOCKS}"
    assert run(RACE % JOBS, tmp_path) == f"{JOBS * CLOCKS} 0 0 {2 * CLOCKS}"
