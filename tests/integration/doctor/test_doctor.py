"""U29: a healthy home is found healthy; every planted fault is found, with what, why and how to mend it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mingcha.doctor.checks  # noqa: F401 - fills the table
from mingcha.doctor.model import CHECKS
from tests.factories.folder import command
from tests.factories.home import Home
from tests.integration.doctor.faults import HEALTHY, ILL, other_medium, spoil_files


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A healthy installation: served once, backed up, its three administrators there, anchors on another medium."""
    medium = other_medium()
    if medium is None:
        pytest.skip("no second medium for the anchors (/dev/shm)")
    with tempfile.TemporaryDirectory(prefix="mingcha-anchors-", dir=medium) as anchors:
        variables = {"MINGCHA_ANCHORS": f"{anchors}/anchors.txt", "TZ": "Asia/Shanghai"}
        made = Home(tmp_path_factory.mktemp("clinic"), variables)
        made.python(HEALTHY)
        done = made.mingcha("backup", made.root / "a.backup")
        assert done.returncode == 0, done.stderr
        made.python(
            "from mingcha.audit import jobs, operations as o; from mingcha.kernel.clock import wall_clock as n\n"
            "o.anchor(at=n())"
        )
        yield made


def examined(home: Home, *, files: int = 4096) -> tuple[int, dict[str, Any]]:
    """The exit status of `mingcha doctor --json`, with so many open files allowed, and what it said."""
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command("doctor", "--json")]
    done = subprocess.run(limited, env=home.variables, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def found(said: dict[str, Any]) -> dict[str, str]:
    return {c["code"]: c["what"]["en"] for c in said["checks"] if c["status"] == "found"}


def test_u29_a_healthy_home_is_all_green(home: Home) -> None:
    status, said = examined(home)
    assert found(said) == {}
    assert (status, said["ok"], said["errors"], said["warnings"]) == (0, True, 0, 0)
    assert {c["status"] for c in said["checks"]} == {"ok"} and len(said["checks"]) >= 25


def test_u29_every_planted_fault_is_found(home: Home, tmp_path: Path) -> None:
    shutil.copytree(home.root, tmp_path / "ill")
    ill = Home(tmp_path / "ill", home.extra)
    ill.python(ILL)
    status, said = examined(spoil_files(ill), files=256)
    spared = {"database.reachable", "database.migrations", "database.settings", "site.demo"}
    spared |= {"program.translations", "program.rules", "site.deploy", "site.name", "work.clocks"}
    spared |= {"database.second_lock"}  # of PostgreSQL only: tests/integration/clues/test_r27_rls.py
    wanted = CHECKS.keys() - spared
    assert status == 2 and len(wanted) >= 25
    assert wanted - found(said).keys() == set()
    assert not any("did not finish" in what for what in found(said).values())
    for check in said["checks"]:
        for part in ("why", "fix"):
            assert check[part]["zh"] and check[part]["en"], check["code"]


def test_u29_a_database_that_is_away_or_old_is_said_and_the_rest_still_asked(home: Home) -> None:
    away = Home(home.root, {**home.extra, "DATABASE_URL": "postgresql://nobody@/none?host=/absent"})
    status, said = examined(away)
    assert status == 2 and found(said).keys() >= {"database.reachable"}
    kinds = {c["code"]: c["status"] for c in said["checks"]}
    assert kinds["audit.chain"] == "not_run" and kinds["key.permissions"] == "ok"


def test_demo_and_plain_language(home: Home) -> None:
    demo = Home(home.root, {**home.extra, "MINGCHA_DEMO": "yes", "MINGCHA_LANGUAGE": "zh"})
    done = demo.mingcha("doctor")
    assert done.returncode == 2
    assert "错误 site.demo: 正在以演示模式运行。" in done.stdout and "→ 去掉 MINGCHA_DEMO" in done.stdout


def test_codes_name_their_subject() -> None:
    assert len(CHECKS) >= 25
    assert {check.severity for check in CHECKS.values()} == {"error", "warning"}
    assert all(code.count(".") == 1 and code == code.lower() for code in CHECKS)
