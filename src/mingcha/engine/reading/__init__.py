"""Files become sheets of text cells that remember where they stood."""

from __future__ import annotations

from mingcha.engine.reading.door import list_files, read_file
from mingcha.engine.reading.guarded import Canceled, Worker, call_guarded
from mingcha.engine.reading.guardedchild import Guard
from mingcha.engine.reading.guardedpool import GuardedPool
from mingcha.engine.reading.limits import DEFAULT, Limits
from mingcha.engine.reading.model import ROW, Origin, RawSheet, ReadFailure

__all__ = [
    "DEFAULT",
    "ROW",
    "Canceled",
    "Guard",
    "GuardedPool",
    "Limits",
    "Origin",
    "RawSheet",
    "ReadFailure",
    "Worker",
    "call_guarded",
    "list_files",
    "read_file",
]
