"""The layers of the house: .importlinter holds, and it names every room there is."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT


def layers(contract: str) -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    text = config[f"importlinter:contract:{contract}"]["layers"]
    return {room.strip() for line in text.splitlines() for room in line.split("|") if room.strip()}


def rooms(package: str) -> set[str]:
    folder = ROOT / "src" / package.replace(".", "/")
    found = {p.name for p in folder.iterdir() if (p / "__init__.py").exists()}
    found |= {p.stem for p in folder.glob("*.py") if p.stem not in ("__init__", "__main__")}
    return {f"{package}.{room}" for room in found}


def test_contracts_hold(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", ".importlinter", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_has_its_layer() -> None:
    # Settings are read through django.conf, by a contract of their own.
    assert rooms("mingcha") - {"mingcha.settings"} == {f"mingcha.{room}" for room in layers("rooms")}
    assert rooms("mingcha.engine") == layers("engine")


def test_no_two_test_folders_claim_one_room_twice() -> None:
    """tests/unit/<room> mirrors the rooms; a folder that names no room is misplaced."""
    known = {room.rsplit(".", 1)[-1] for room in rooms("mingcha") | rooms("mingcha.engine")} | {"bench"}
    found = {p.name for p in (ROOT / "tests" / "unit").iterdir() if (p / "__init__.py").exists()}
    assert found - known == set()
