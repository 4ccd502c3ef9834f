"""How a contender says what it did when: seconds by step, written as JSON beside its answers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RULES = ("R1", "R2", "R3", "R4", "R5")
STEPS = "steps.json"
SPILL = "scratch"  # below the folder of the answers: what did not fit in memory
Arguments = dict[str, Any]


class Clock:
    """Seconds by step, in order. `start` is what the process needed before its work began: starting, importing."""

    def __init__(self, arguments: Arguments) -> None:
        self.steps: dict[str, float] = {"start": time.time() - arguments["started"]}
        self.facts: dict[str, Any] = {}
        self._path = Path(arguments["out"]) / STEPS

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times a block."""
        before = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - before

    def save(self) -> None:
        """Writes what was noted, and the most memory this process ever had, in MiB."""
        noted = {"steps": self.steps, "facts": self.facts, "peak": memory("self")[1]}
        self._path.write_text(json.dumps(noted), encoding="utf-8")


def memory(process: int | str) -> tuple[float, float]:
    """
    Resident memory of a process now, and its highest so far, in MiB; zeros when it has ended.

    Not from `getrusage`, which counts what the parent had when it started the child.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    now, most = (int(sizes.get(name, "0 kB").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def main(run: Callable[[Arguments], None]) -> None:
    """Runs a contender with the arguments on its command line."""
    run(json.loads(sys.argv[1]))
