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
        """Writes what was noted."""
        self._path.write_text(json.dumps({"steps": self.steps, "facts": self.facts}), encoding="utf-8")


def main(run: Callable[[Arguments], None]) -> None:
    """Runs a contender with the arguments on its command line."""
    run(json.loads(sys.argv[1]))
