"""`mingcha serve` as an administrator starts it: the site answers, the worker works and ticks, both end together."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.factories.folder import command
from tests.factories.home import Home

VENDOR = Path(__file__).parents[3] / "build/web/vendor/tabler.min.css"
_PATIENCE = 60.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def served(home: Home) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    if not VENDOR.exists():
        pytest.skip("no front-end packages here: ./run test fetches them with npm")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command("serve", "--port", str(port)), env=home.variables, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(address))
        yield address, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/accounts/login/", timeout=5).status == 200)
    except OSError:  # nobody listens, or a busy machine takes longer than that to answer
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.2)


def test_the_site_answers_and_the_clock_ticks(served: tuple[str, subprocess.Popen[bytes]], home: Home) -> None:
    address, process = served
    page = urllib.request.urlopen(f"{address}/accounts/login/", timeout=5).read().decode()
    assert "用户名" in page and "vendor/tabler.min." in page
    # The worker beside it anchors the audit chain with its first tick.
    wait_until(lambda: (home.data / "anchors/anchors.txt").exists())
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    assert not answers(address)


def test_without_front_end_packages_it_says_how_to_get_them(home: Home, tmp_path: Path) -> None:
    elsewhere = {**home.variables, "PYTHONPATH": str(tmp_path / "copy" / "src")}
    copy = tmp_path / "copy"
    copy.mkdir()
    root = VENDOR.parents[3]
    for name in ("src", "locale", "schemas", "rulepacks"):
        subprocess.run(["cp", "-r", str(root / name), str(copy / name)], check=True)
    done = subprocess.run(command("serve"), env=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "./run serve" in done.stderr
