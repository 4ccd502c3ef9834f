"""
Whose an unfinished file or folder is: its maker holds a lock on it for as long as it works.

The kernel gives the lock back the moment a process ends, however it ends. Its number would not tell: a killed process
keeps it until somebody collects its exit, and afterwards another process may get it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def claimed(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """Makes the file or folder `path` and holds it as work in progress until the block ends."""
    held = _claim(path, folder)
    try:
        yield path
    finally:
        os.close(held)


def abandoned(path: Path) -> bool:
    """Whether nobody works on `path` any more. False when it is gone."""
    try:
        probe = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(probe)


def _claim(path: Path, folder: bool) -> int:
    """FileNotFoundError when the folder around `path` is not there: waiting would not bring it back."""
    while True:
        # Whoever sweeps may come between making and locking: then the lock is on something that has lost its name.
        try:
            held = _make(path, folder)
        except FileNotFoundError:
            if not path.parent.is_dir():
                raise
            continue  # a folder that was swept between making and opening it
        fcntl.flock(held, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(held), path.stat()):
                return held
        os.close(held)


def _make(path: Path, folder: bool) -> int:
    if folder:
        path.mkdir(mode=0o700, exist_ok=True)
    return os.open(path, os.O_RDONLY if folder else os.O_RDWR | os.O_CREAT, 0o600)
