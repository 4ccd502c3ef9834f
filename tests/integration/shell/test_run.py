"""`./run` as a stranger meets it: what it says when Python is missing, old, or without venv."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
#: The tools that `run` may count on anywhere; no Python among them.
TOOLS = ("sh", "dirname", "basename", "cat", "cksum", "rm", "printf", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout: `run`, the locks, and a folder of tools that is the whole PATH."""
    for name in ("run", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    return tmp_path


def fake_python(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout / "bin"), "LANG": "C.UTF-8", **variables}
    command = [str(checkout / "bin" / "sh"), str(checkout / "run"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_says_what_it_can_do(checkout: Path) -> None:
    done = run(checkout)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("demo", "test", "check", "fix", "bench", "match DIR"))


def test_no_python_at_all(checkout: Path) -> None:
    done = run(checkout, "demo")
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr and "Python 3.11 or newer is needed" in done.stderr
    assert not (checkout / ".venv").exists()


def test_only_an_old_python(checkout: Path) -> None:
    fake_python(checkout, "python3", "exit 1")  # what `sys.exit(sys.version_info < (3, 11))` does on 3.10
    done = run(checkout, "demo")
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr and "Python 3.11 or newer is needed" in done.stderr


def test_no_venv_module(checkout: Path) -> None:
    fake_python(checkout, "python3.11", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    done = run(checkout, "demo")
    assert done.returncode == 1
    assert "缺少 venv 模块" in done.stderr and "venv module is missing" in done.stderr
    assert "apt-get install python3-venv" in done.stderr


TAKEN = 'case "$2" in *ensurepip*) : > "$0.taken"; exit 1;; *) exit 0;; esac'


def test_an_old_python_is_passed_over(checkout: Path) -> None:
    fake_python(checkout, "python3", "exit 1")
    fake_python(checkout, "python", TAKEN)
    run(checkout, "demo")
    assert (checkout / "bin" / "python.taken").exists()


def test_the_newest_python_is_taken(checkout: Path) -> None:
    fake_python(checkout, "python3.11", TAKEN)
    fake_python(checkout, "python3.13", TAKEN)
    run(checkout, "demo")
    assert [p.name for p in (checkout / "bin").glob("*.taken")] == ["python3.13.taken"]


def test_a_named_python_comes_first(checkout: Path) -> None:
    fake_python(checkout, "python3.13", TAKEN)
    fake_python(checkout, "mine", TAKEN)
    run(checkout, "demo", PYTHON="mine")
    assert [p.name for p in (checkout / "bin").glob("*.taken")] == ["mine.taken"]


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_posix(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    subprocess.run([shell, "-n", str(ROOT / "run")], check=True, env=dict(os.environ), timeout=30)


def test_run_can_be_run() -> None:
    assert os.access(ROOT / "run", os.X_OK) and os.access(ROOT / ".ci" / "run", os.X_OK)
