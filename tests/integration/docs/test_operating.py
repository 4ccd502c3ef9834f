"""Install, back up, operate: the pages are followed in one folder, and the units start what they say."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.factories.folder import environment
from tests.integration.docs.pages import ROOT, blocks, dress, follow

UNITS = sorted((ROOT / "deploy").iterdir())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page on installing was followed."""
    made = dress(tmp_path_factory.mktemp("server"))
    printed = follow("docs/how-to/install.md", made)
    for word in ("system  ", "security  ", "auditor  ", "work.worker", "files.backup", "audit.elsewhere"):
        assert word in printed
    assert (made / "key" / "secret.key").exists() and not list((made / "data").rglob("secret.key"))
    return made


@pytest.mark.slow
def test_back_up_and_restore(folder: Path) -> None:
    printed = follow("docs/how-to/backup.md", folder)
    assert "备份完好" in printed and "审计链完整，与锚定一致" in printed
    assert (folder / "restored" / "mingcha.sqlite3").exists()


@pytest.mark.slow
def test_operate(folder: Path) -> None:
    printed = follow("docs/how-to/operate.md", folder)
    assert printed.count("审计链完整，与锚定一致") == 2
    assert len(json.loads((folder / "doctor.json").read_text(encoding="utf-8"))["checks"]) >= 25


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(ROOT / "deploy" / name, encoding="utf-8")
    return parsed


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_the_service_starts_what_it_says(folder: Path) -> None:
    """`ExecStart` of the unit, with the settings of the page, on a port of its own."""
    program, *arguments = unit("mingcha.service")["Service"]["ExecStart"].replace("/opt/mingcha/", "").split()
    port = free_port()
    page = next(b for b in blocks("docs/how-to/install.md") if b.path == "mingcha.env")
    variables = environment(folder / "config") | dict(line.split("=", 1) for line in page.body.splitlines())
    variables |= {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "mingcha.settings.base", "DATABASE_URL": ""}
    process = subprocess.Popen([program, *arguments], cwd=folder, env=variables, stderr=subprocess.PIPE)
    try:
        said = health(port, process)
        assert said["database"] and said["disk"]
        assert [process.poll(), said["worker"]] == [None, True]
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=40)
    requests = [json.loads(line) for line in errors.splitlines() if b'"event": "request"' in line]
    assert requests and {r["route"] for r in requests} == {"health"}


def health(port: int, process: subprocess.Popen[bytes]) -> dict[str, object]:
    """What the site says about itself once its worker has ticked."""
    until = time.monotonic() + 60
    said: dict[str, object] = {}
    while time.monotonic() < until and process.poll() is None and not said.get("worker"):
        time.sleep(0.3)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                said = json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            continue
    return said


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_systemd_understands_the_units(path: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    for one in UNITS:  # the program is not installed here: something that can be executed stands in for its path
        text = re.sub(r"/opt/mingcha/\.venv/bin/mingcha", shutil.which("true") or "/bin/true", one.read_text("utf-8"))
        (tmp_path / one.name).write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / path.name)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if path.name in line] == []
