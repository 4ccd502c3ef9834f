"""A worker killed while it takes in what a run found, or rehearses a draft: the next one makes exactly the same."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.factories.folder import DEATHS, PAYMENTS, person_id
from tests.factories.home import Home

PEOPLE = 4_000
#: A city in which one run is done and another waits: it sees some again, some with more evidence, and new ones.
PREPARE = """
import sys
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from mingcha.datasets import operations as datasets
from mingcha.matching import runs
from tests.factories.datasets import AT, fresh, hand_in, make_world
from tests.factories.matching import enter_rules
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("createcachetable")
settings.FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
enter_rules()
world = make_world()
for wave in ("first", "second"):
    uploads = [hand_in(world, path) for path in sorted((Path(sys.argv[1]) / wave).iterdir())]
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
    for upload in uploads:
        if fresh(upload).state == "held":  # it is shorter than the one before
            datasets.confirm_drift(upload_id=upload.pk, reason="只报新增部分", by=world.analyst, at=AT)
        datasets.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    runs.start_run(purpose_id=world.purpose.pk, rules=["dead_low_income"], by=world.analyst, at=AT)
    if wave == "first":
        call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
"""
#: The clock two minutes on, which finds what lost its worker; then a worker until the queue is empty.
WORK = """
from datetime import timedelta
from django.core.management import call_command
from mingcha.datasets.jobs import tick
from mingcha.kernel.clock import wall_clock
tick(wall_clock() + timedelta(minutes=2))
print("working", flush=True)
call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
"""
LOOK = """
import json
from mingcha.audit import queries
from mingcha.audit.models import AuditRecord
from mingcha.kernel.clock import wall_clock
from mingcha.matching import recounting
from mingcha.matching.models import FindingKey, FindingText, Rehearsal, Run, Sighting, Tally
from tests.factories.matching import findings
fields = ("number", "content_digest", "evidence_digest", "presence", "published", "state", "first_run", "last_run")
named = FindingKey.objects.values_list("finding__number", "key")
tallies = Tally.objects.values_list("dimension", "area", "value", "purpose", "count", "amount_fen")
print(json.dumps({
    "findings": sorted(findings().values_list(*fields)),
    "named": sorted(named),
    "texts": sorted(FindingText.objects.values_list("finding__number", "explanation_zh", "evidence")),
    "tallies": sorted(tallies),
    "off": len(recounting.differences()),
    "staged": Sighting.objects.count(),
    "runs": list(Run.objects.all().for_system("test").order_by("pk").values_list("state", flat=True)),
    "finished": AuditRecord.objects.filter(action="run.finished").count(),
    "audit": [p.kind for p in queries.problems(at=wall_clock()) if p.kind != "silent"],  # no clock ticks here
    "rehearsed": [r.result for r in Rehearsal.objects.all()],
}))
"""
COUNT = "SELECT count(*) FROM matching_finding WHERE NOT published"
SEEN = "SELECT count(*) FROM matching_sighting"


def write_waves(folder: Path) -> None:
    def write(wave: str, name: str, head: str, rows: list[str]) -> None:
        (folder / wave).mkdir(parents=True, exist_ok=True)
        (folder / wave / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    def paid(numbers: range, *months: str) -> list[str]:
        return [f"农村低保,张三{i},{person_id(i)},1,240.00,{month},成功" for month in months for i in numbers]

    def dead(numbers: range) -> list[str]:
        return [f"{person_id(i)},张三{i},男,2020-03-15,2020-04-02," for i in numbers]

    write("first", "民政局_低保发放.csv", PAYMENTS, paid(range(PEOPLE), "202004", "202005"))
    write("first", "公安局_死亡注销.csv", DEATHS, dead(range(PEOPLE // 2)))
    write("second", "民政局_低保发放6月.csv", PAYMENTS, paid(range(0, PEOPLE, 3), "202006"))
    write("second", "公安局_死亡注销下半年.csv", DEATHS, dead(range(PEOPLE // 2 - 200, PEOPLE)))


def killed_when(home: Home, due: Callable[[sqlite3.Connection], bool], wait: float = 0.0) -> bool:
    """A worker that is killed `wait` seconds after `due`; whether it was still at work."""
    process = home.start(WORK)
    assert process.stdout is not None and process.stdout.readline() == "working\n"
    with closing(sqlite3.connect(f"file:{home.data / 'mingcha.sqlite3'}?mode=ro", uri=True)) as database:
        while process.poll() is None and not due(database):
            time.sleep(0.002)
    time.sleep(wait)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return alive


def look(home: Home) -> dict[str, Any]:
    seen: dict[str, Any] = json.loads(home.python(LOOK))
    return seen


def copied(home: Home, name: str) -> Home:
    shutil.copytree(home.root, home.root.parent / name)
    return Home(home.root.parent / name, home.extra)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any]]:
    """The city before its second run, and what an undisturbed worker leaves of it."""
    folder = tmp_path_factory.mktemp("taking_in")
    write_waves(folder / "files")
    home = Home(folder / "before", {"PYTHONPATH": subprocess_path()})
    home.python(PREPARE, str(folder / "files"))
    whole = copied(home, "whole")
    whole.python(WORK)
    left = look(whole)
    assert left["runs"] == ["done", "done"] and left["off"] == left["staged"] == 0
    presences = [line[3] for line in left["findings"]]
    assert presences.count("new") > 1_000 and presences.count("persisting") > 1_000
    return home, left


def subprocess_path() -> str:
    """Sources and tests, for scripts that use the factories."""
    root = Path(__file__).parents[3]
    return f"{root / 'src'}:{root}"


def check_killed(prepared: tuple[Home, dict[str, Any]], seed: int, times: int) -> int:
    """One life of a run: killed at random points of taking in, then left to finish. How often it was at work."""
    (home, whole), chance = prepared, random.Random(seed)
    again, hits = copied(home, f"killed-{seed}"), 0
    for _ in range(times):
        known, new = chance.randint(0, PEOPLE // 2), chance.randint(-PEOPLE // 2, PEOPLE // 2)
        # Sightings and new findings come in the order of the rows: either may be first.
        query, least = (SEEN, max(known, 1)) if new < 0 else (COUNT, max(new, 1))
        hits += killed_when(again, lambda d, q=query, n=least: d.execute(q).fetchone()[0] >= n, chance.random() * 0.6)  # type: ignore[misc]
        seen = look(again)
        assert seen["audit"] == [] and seen["off"] == 0
        shown = [line for line in seen["findings"] if line[4]]
        # All of the run is seen, or nothing of it.
        assert seen["runs"][1] in ("running", "done")
        assert (len(shown) == len(whole["findings"])) == (seen["runs"][1] == "done")
        assert seen["runs"][1] == "done" or {line[6] for line in shown} == {1}
    again.python(WORK)
    assert look(again) == whole
    return hits


def test_r8_a_worker_killed_while_it_takes_in_findings_loses_and_doubles_none(
    prepared: tuple[Home, dict[str, Any]],
) -> None:
    assert check_killed(prepared, 1, 1) == 1


@pytest.mark.slow
def test_r8_a_worker_killed_at_many_points_of_taking_in(prepared: tuple[Home, dict[str, Any]]) -> None:
    assert sum(check_killed(prepared, seed, 2) for seed in range(2, 9)) >= 10


#: A draft that its author rehearses.
DRAFT = """
from django.conf import settings
from django.core.management import call_command
from mingcha.matching import editor, rehearsing
from tests.factories.datasets import AT, make_world
from tests.factories.matching import enter_rules
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("createcachetable")
enter_rules()
analyst = make_world().analyst
draft = editor.draft_version(rule_id="dead_low_income", version=1, by=analyst, at=AT)
rehearsing.rehearse(rule_id=draft.rule_id, version=draft.version, by=analyst, at=AT)
"""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, float, dict[str, Any]]:
    """A rehearsal that waits; the seconds that an undisturbed worker needs, and what it leaves."""
    home = Home(tmp_path_factory.mktemp("rehearsal") / "before", {"PYTHONPATH": subprocess_path()})
    home.python(DRAFT)
    whole = copied(home, "whole")
    process = whole.start(WORK)
    assert process.stdout is not None and process.stdout.readline() == "working\n"
    started = time.monotonic()
    assert process.wait(timeout=120) == 0
    process.communicate()
    left = look(whole)
    (result,) = left["rehearsed"]
    assert result["status"] == "ran" and result["found"] > 0
    return home, time.monotonic() - started, left


def check_rehearsal(drafted: tuple[Home, float, dict[str, Any]], tenths: int) -> bool:
    """Killed once after some tenths of the time; whether it was at work."""
    home, seconds, whole = drafted
    again = copied(home, f"killed-{tenths}")
    killed = killed_when(again, lambda _: True, seconds * tenths / 10)
    seen = look(again)
    assert seen["rehearsed"] in ([None], whole["rehearsed"]) and seen["audit"] == []
    again.python(WORK)
    assert look(again) == whole
    # Nothing was left half: only what the undisturbed one has.
    assert _files(again) == _files(Home(home.root.parent / "whole"))
    return killed


def _files(home: Home) -> set[str]:
    """By name, without those of a store, which are random or named by content."""
    folder = home.data / "rehearsal"
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert not [name for name in found if name.endswith(".part") or "scratch/" in name]
    return found


@pytest.mark.slow  # a fictional city of a thousand people is made several times
def test_a_killed_rehearsal_starts_again_and_leaves_nothing_half(drafted: tuple[Home, float, dict[str, Any]]) -> None:
    assert sum(check_rehearsal(drafted, tenths) for tenths in (2, 5, 8)) >= 2
