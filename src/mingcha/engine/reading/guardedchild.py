"""
The inside of a guarded child: limit itself, work, answer.

Memory is limited by RLIMIT_DATA, which counts writable private memory: address space alone (RLIMIT_AS) says nothing,
because Arrow and DuckDB reserve far more than they use. No core is dumped, for it would hold personal data in plain.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from mingcha.kernel.errors import MingchaError

_ORPHAN_CHECK = 1.0  # seconds


@dataclass(frozen=True)
class Guard:
    """Limits of one task: bytes of memory, seconds of wall time. CPU time may be as much on every core."""

    memory_bytes: int = 2_000_000_000
    seconds: float = 3_600.0


def serve(pipe: Connection) -> None:
    """Run tasks that come through `pipe` until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    try:
        while True:
            function, args, guard, reporting = pipe.recv()
            _limit(guard)
            extra = {"report": lambda value: pipe.send(("report", value))} if reporting else {}
            pipe.send(_answer(function, args, extra))
    except (EOFError, BrokenPipeError):
        return


def _end_with_parent(parent: int) -> None:
    """A killed parent closes nothing in order; a child that computes for nobody ends itself."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK)
    os._exit(1)


def _limit(guard: Guard) -> None:
    """Soft limits only, so that the next task may get others."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (guard.memory_bytes, hard))
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + guard.seconds * (os.cpu_count() or 1)) + 2, hard))


def _answer(function: Callable[..., Any], args: tuple[Any, ...], extra: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "value", function(*args, **extra)
    except MemoryError:
        return "memory", None
    except MingchaError as error:
        return "refused", (type(error), error.code, error.message)
    except Exception as error:
        return ("memory", None) if _is_memory(error) else ("defect", "".join(traceback.format_exception(error)))


def _is_memory(error: Exception) -> bool:
    """Arrow and DuckDB have their own words for a refused allocation."""
    text = f"{type(error).__name__} {error}".lower()
    return any(word in text for word in ("outofmemory", "out of memory", "malloc of", "cannot allocate", "bad_alloc"))
