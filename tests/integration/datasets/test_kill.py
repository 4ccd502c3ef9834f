"""R8: a worker killed at any point leaves nothing half-visible, and the next one makes exactly the same."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path

import pytest

from mingcha.engine.sealing.files import SealedReader
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.layout import Layout
from tests.factories import outside
from tests.factories.folder import PAYMENTS, person_id

#: Tenths of an undisturbed worker's time.
FEW, MANY = (6,), (1, 2, 3, 4, 5, 7, 8, 9, 10)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float, dict[str, str]]:
    """An installation with a file handed in, the seconds that a worker needs for it, and what it then leaves."""
    folder = tmp_path_factory.mktemp("kill")
    path = folder / "民政局_低保发放.csv"
    rows = [
        f"农村低保,张三{i % 9000},{person_id(i % 9000)},1,{i % 700}.00,2020{i % 12 + 1:02d},成功" for i in range(30_000)
    ]
    path.write_text("\n".join([PAYMENTS, *rows]) + "\n", encoding="utf-8")
    home = folder / "home"
    home.mkdir(mode=0o700)
    outside.call(home, "prepare", str(path))
    whole = folder / "whole"
    shutil.copytree(home, whole)
    started = time.monotonic()
    outside.finish_worker(whole)
    return home, time.monotonic() - started, left_in(whole)


def left_in(home: Path) -> dict[str, str]:
    """Every record, and every table as plain bytes, by file name, hashed."""
    secret = Secret.load(home.parent / "secret.key")
    left = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (home / "store" / "files").glob("*.json")}
    for path in (home / "store" / "versions").glob("[!.]*"):
        with SealedReader(path, secret) as file:
            left[path.name] = hashlib.sha256(file.read()).hexdigest()
    return left


def check_killed(prepared: tuple[Path, float, dict[str, str]], tenths: int, tmp_path: Path) -> None:
    home, seconds, whole = prepared
    again = home.parent / f"killed-{tenths}"
    shutil.copytree(home, again)
    outside.kill_worker(again, seconds * tenths / 10)
    time.sleep(1.5)  # the child notices that its parent is gone
    seen = outside.call(again, "look")
    # Nothing is visible of it, or all: a record names only what is there.
    assert seen["state"] in ("uploaded", "reading", "read")
    assert bool(seen["record"]) == (seen["state"] == "read") == (seen["rows"] > 0)
    layout = Layout(again / "store")
    for path in (again / "store" / "files").glob("*.json"):
        record = layout.load_record(path.stem)
        assert record and all(layout.keys(v.id).exists() and layout.sealed(v.id).exists() for v in record.versions)
    if seen["state"] != "read":
        lost = outside.call(again, "recover", "2")["recovered"]
        assert lost == (1 if seen["work"] == "running" else 0)
        outside.finish_worker(again)
    assert outside.call(again, "look")["state"] == "read"
    assert left_in(again) == whole
    assert [p for p in (again / "incoming").iterdir()] == []


@pytest.mark.parametrize("tenths", FEW)
def test_r8_a_killed_worker_leaves_nothing_half_visible(
    prepared: tuple[Path, float, dict[str, str]], tenths: int, tmp_path: Path
) -> None:
    check_killed(prepared, tenths, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("tenths", MANY)
def test_r8_a_killed_worker_at_more_points(
    prepared: tuple[Path, float, dict[str, str]], tenths: int, tmp_path: Path
) -> None:
    check_killed(prepared, tenths, tmp_path)
