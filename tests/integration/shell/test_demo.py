"""`mingcha demo` killed while it fills the platform: the next one begins the platform anew and ends whole."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.factories.folder import command, environment

SMALL = ("--people", "500", "--no-serve")


@pytest.mark.slow
def test_a_killed_demo_is_whole_after_the_next(tmp_path: Path) -> None:
    words = command("demo", "--out", tmp_path / "demo", *SMALL)
    variables = {**environment(tmp_path / "config"), "DJANGO_SETTINGS_MODULE": "mingcha.settings.base"}
    database = tmp_path / "demo/平台/mingcha.sqlite3"
    first = subprocess.Popen(words, env=variables, stdout=subprocess.DEVNULL, start_new_session=True)
    while not (tmp_path / "demo/平台/sources").exists():  # the first file has been handed in
        assert first.poll() is None
        time.sleep(0.1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert database.exists() and not (tmp_path / "demo/账号.txt").exists()
    second = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    password = (tmp_path / "demo/账号.txt").read_text("utf-8").strip()
    assert password in second.stdout
    third = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert third.returncode == 0 and password in third.stdout
