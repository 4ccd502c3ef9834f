"""Runs contenders in fresh processes and measures them: wall time, processor time, memory of all their processes."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contenders.clock import STEPS, memory

#: Contenders that run where pandas is installed. The others run as Mingcha is delivered, without it: DuckDB and pyarrow
#: import it when they can, which costs each process a second that no user of Mingcha pays.
WITH_PANDAS = ("pandas_frames", "reading")
INTERVAL = 0.1  # seconds between looks at the memory of the processes


@dataclass(frozen=True)
class Run:
    """
    One run of one contender. `peak` is the largest resident memory of any of its processes, `together` the largest sum
    over all of them at one moment (shared pages counted as often as they are shared), both in MiB.
    """

    seconds: float
    processor: float
    peak: float
    together: float
    steps: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


#: Runs the contender of a name with arguments; its answers go to the folder `out`.
Launch = Callable[[str, Path, dict[str, Any]], Run]


def fresh(name: str, out: Path, arguments: dict[str, Any]) -> Run:
    """In a process of its own, timed from its start to its end."""
    out.mkdir(parents=True, exist_ok=True)
    started = time.time()
    given = json.dumps({**arguments, "out": str(out), "started": started})
    clock = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", f"bench.contenders.{name}", given], cwd=_checkout(), env=_environment(name, out)
    )
    watch = _Watch(child.pid)
    watch.start()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - clock
    watch.stop()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{name} ended with {child.returncode}")
    return _run(out, seconds, usage.ru_utime + usage.ru_stime, watch.peak, watch.together)


def here(name: str, out: Path, arguments: dict[str, Any]) -> Run:
    """In this process: for tests, which ask for the answers and not for the time."""
    out.mkdir(parents=True, exist_ok=True)
    clock, processor = time.perf_counter(), time.process_time()
    module = importlib.import_module(f"bench.contenders.{name}")
    module.run({**arguments, "out": str(out), "started": time.time()})
    return _run(out, time.perf_counter() - clock, time.process_time() - processor)


def _environment(name: str, out: Path) -> dict[str, str]:
    """Ours; unless the contender may have pandas, with a module of that name before it that cannot be imported."""
    if name in WITH_PANDAS:
        return dict(os.environ)
    hidden = out / "hidden"
    hidden.mkdir(exist_ok=True)
    (hidden / "pandas.py").write_text("raise ImportError('hidden')\n", encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(hidden), *([before] if before else [])])}


def _checkout() -> Path:
    return Path(__file__).resolve().parents[1]


def _run(out: Path, seconds: float, processor: float, peak: float = 0.0, together: float = 0.0) -> Run:
    noted = json.loads((out / STEPS).read_text(encoding="utf-8"))
    peak = max(peak, noted["peak"])
    return Run(seconds, processor, peak, max(together, peak), noted["steps"], noted["facts"])


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.peak = self.together = 0.0

    def run(self) -> None:
        while not self._over.wait(INTERVAL):
            sizes = [memory(pid) for pid in _family(self._pid)]
            self.together = max(self.together, sum(now for now, _ in sizes))
            self.peak = max([self.peak, *(most for _, most in sizes)])

    def stop(self) -> None:
        self._over.set()
        self.join()


def _family(pid: int) -> list[int]:
    """A process and all that came from it."""
    found = [pid]
    for parent in found:
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue  # it ended meanwhile
    return found
