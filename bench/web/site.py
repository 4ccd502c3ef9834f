"""A platform in a temporary home: its environment, and `mingcha serve` on a free port for as long as a block lasts."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PATIENCE = 60.0
_CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """An installation with settings as in production; `database` as DATABASE_URL has it, "" for SQLite in `home`."""

    home: Path
    database: str
    extra: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Of every process of this installation; nothing of another one's settings comes in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}
        kept |= {"MINGCHA_HOME": str(self.home), "MINGCHA_KEY_PATH": str(self.home.with_suffix(".key"))}
        path = [str(_CHECKOUT / "src"), str(_CHECKOUT)]
        return (
            kept
            | dict(self.extra)
            | {
                "DATABASE_URL": self.database,
                "DJANGO_SETTINGS_MODULE": "mingcha.settings.base",
                "PYTHONPATH": os.pathsep.join(path),
            }
        )

    def run(self, module: str, arguments: dict[str, Any] | None = None) -> Any:
        """The work of a module of this benchmark, in a process of this installation; what comes of it."""
        given = json.dumps(arguments or {})
        done = subprocess.run(
            [sys.executable, "-m", "bench.web.inside", module, given],
            cwd=_CHECKOUT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)

    @contextmanager
    def served(self, *, worker: bool = True, processes: int = 1) -> Iterator[int]:
        """`mingcha serve` as an administrator starts it, by default with the worker; the port."""
        port = _free_port()
        command = [sys.executable, "-c", "from mingcha.cli import main; main()", "serve", "--port", str(port)]
        command += ["--processes", str(processes), *([] if worker else ["--no-worker"])]
        with self.home.with_suffix(".log").open("wb") as log:
            process = subprocess.Popen(command, cwd=_CHECKOUT, env=self.environment(), stdout=log, stderr=log)
            try:
                self._wait(port, process)
                yield port
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _wait(self, port: int, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and process.poll() is None:
            try:
                asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                asked.request("GET", "/health")
                asked.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        said = self.home.with_suffix(".log").read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"the site did not start:\n{said}")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
