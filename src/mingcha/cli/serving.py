"""`mingcha serve` and `mingcha worker`: the site, and the work behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from mingcha.cli.house import furnish, house
from mingcha.cli.terminal import out, say

_BACK_OFF = 2.0
_GRACE = 10.0


def serve(
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="端口 port")] = 8000,
    processes: Annotated[
        int, typer.Option(help="网页进程数，0为按数据库决定 web processes, 0: as the database bears", min=0)
    ] = 0,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="同时运行后台任务 run the worker too")
    ] = True,
) -> None:
    """启动网站和后台任务。 Serve the site, and the worker beside it."""
    house()
    furnish()
    run(host, port, processes or usual_processes(), with_worker=with_worker)


def usual_processes() -> int:
    """
    Two where PostgreSQL takes writes from both: pages came twice as fast there (`docs/reference/benchmarks.md`). One
    writer at a time is all that SQLite knows.
    """
    from django.db import connection

    return 2 if connection.vendor == "postgresql" and (os.cpu_count() or 1) > 1 else 1


def run(host: str, port: int, processes: int, *, with_worker: bool) -> None:
    """Serves until a signal ends it; the house is open and furnished."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    out.print(
        say(f"明察在 http://{host}:{port}/ ，按 Ctrl-C 停止。", f"Mingcha: http://{host}:{port}/  Ctrl-C stops it.")
    )
    server = Granian(
        "mingcha.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    with _worker() if with_worker else _nothing():
        server.serve()


def worker(
    once: Annotated[bool, typer.Option("--once", help="做完现有任务后退出 stop when the queue is empty")] = False,
) -> None:
    """运行后台任务：读取、比对、定时事项。 Do the work that outlasts a request, and what is due by the clock."""
    house()
    from django.core.management import call_command

    from mingcha.accounts import second_lock
    from mingcha.cli.ticking import ticking

    second_lock.keep_everything_open(second_lock.Reason.WORKER)

    with ticking():
        call_command("db_worker", batch=once, interval=1, verbosity=0, startup_delay=False, reload=False)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _worker() -> Iterator[None]:
    """A worker process, started again when it dies."""
    over = threading.Event()
    started: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            command = [sys.executable, "-c", "from mingcha.cli import main; main()", "worker"]
            process = subprocess.Popen(command, env={**os.environ}, start_new_session=True)
            started[:] = [process]
            process.wait()
            over.wait(_BACK_OFF)

    thread = threading.Thread(target=keep, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        for process in started:
            process.terminate()
            try:
                process.wait(timeout=_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()  # what it was doing is found by its missing heartbeat and done again
