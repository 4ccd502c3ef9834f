"""An installation of its own for a test: a home folder, a key outside it, and processes that work in it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.factories.folder import command, environment

#: A folder that the processes of one run of the tests share (`tests/conftest.py` says which), for what is made once.
SHARED = "MINGCHA_TESTS_SHARED"


def own_home(settings: Any, root: Path) -> Path:
    """A home below `root` for one test in this process: store and arrivals would remember the test before."""
    settings.HOME = root / "home"
    settings.FILE_UPLOAD_TEMP_DIR = settings.HOME / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True)
    settings.MFA_REQUIRED = False
    return Path(settings.HOME)


@dataclass(frozen=True)
class Home:
    """`root/home` holds the data, `root/key/secret.key` the key. `extra` are further variables of its processes."""

    root: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """What MINGCHA_HOME names."""
        return self.root / "home"

    @property
    def key(self) -> Path:
        """What MINGCHA_KEY_PATH names."""
        return self.root / "key" / "secret.key"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes."""
        own = {"MINGCHA_HOME": str(self.data), "MINGCHA_KEY_PATH": str(self.key), "MINGCHA_LANGUAGE": "en"}
        kept = {name: text for name, text in environment(self.root / "config").items() if name != "DATABASE_URL"}
        return {**kept, "DJANGO_SETTINGS_MODULE": "mingcha.settings.base", **own, **self.extra}

    def python(self, script: str, *arguments: str, given: str = "") -> str:
        """Runs a script with Django set up on an up-to-date database; what it printed. It must succeed."""
        self._begin()
        command = self.script(script, *arguments)
        done = subprocess.run(command, env=self.variables, input=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """The same, running on its own; whoever starts it stops it."""
        self._begin()
        pipe = subprocess.PIPE
        return subprocess.Popen(self.script(script, *arguments), env=self.variables, stdout=pipe, text=True)

    def mingcha(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """`mingcha …` in a process of its own."""
        self._begin()
        return subprocess.run(command(*arguments), env=self.variables, capture_output=True, text=True, check=False)

    def _begin(self) -> None:
        """A new home on SQLite begins with a database that is up to date."""
        if self.data.exists() or "DATABASE_URL" in self.extra:
            return
        self.data.mkdir(mode=0o700, parents=True)
        begin(self.data)

    @contextmanager
    def working(self) -> Iterator[None]:
        """`mingcha worker` at work until the block ends."""
        worker = subprocess.Popen(
            command("worker"), env=self.variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=30)

    @staticmethod
    def script(script: str, *arguments: str) -> list[str]:
        """The command of a script."""
        begin = "from mingcha.cli.house import house; house()\n"
        return [sys.executable, "-W", "error", "-c", begin + script, *map(os.fspath, arguments)]


def begin(data: Path) -> None:
    """Puts an empty database that is up to date into a home: the migrations take each process two seconds."""
    shutil.copy(_up_to_date(), data / "mingcha.sqlite3")


def _up_to_date() -> Path:
    """The database that the migrations make from nothing, made by the first who asks."""
    shared = Path(os.environ.get(SHARED) or tempfile.mkdtemp(prefix="mingcha-begun-"))
    made = shared / "begun.sqlite3"
    with (shared / "begun.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            first = Home(shared / "begun")
            first.data.mkdir(mode=0o700, parents=True)
            first.python("")
            assert not list(first.data.glob("*-wal")), "the last process to close it has written everything down"
            (first.data / "mingcha.sqlite3").rename(made)
    return made
