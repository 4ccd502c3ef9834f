"""Children with limits: whatever happens to one, the parent lives on and says what it was."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from mingcha.engine.reading import RawSheet, read_file
from mingcha.engine.reading.guarded import Canceled, Worker, call_guarded
from mingcha.engine.reading.guardedchild import Guard
from mingcha.engine.reading.guardedpool import GuardedPool
from mingcha.engine.reading.sentences import refused
from mingcha.kernel.errors import MingchaError, Refused

MEMORY = 600_000_000
SMALL = Guard(memory_bytes=MEMORY, seconds=30)


def double(value: int) -> int:
    return 2 * value


def count_rows(path: str, report: Callable[[Any], None]) -> int:
    total = 0
    for sheet in read_file(Path(path), name="a.csv"):
        assert isinstance(sheet, RawSheet)
        for batch in sheet.batches():
            total += batch.num_rows
            report(total)
    return total


def refuse() -> None:
    raise refused("file.empty", "a.csv")


def divide() -> float:
    return 1 / 0


def end(how: int) -> None:
    os.kill(os.getpid(), how)


def leave() -> None:
    os._exit(3)


def spin() -> None:
    while True:
        pass


def fill_python() -> int:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def fill_numpy() -> float:
    return float(np.ones(10**9).sum())


def fill_arrow() -> int:
    held: list[pa.Buffer] = []
    while True:
        held.append(pa.allocate_buffer(100_000_000))


def fill_duckdb() -> object:
    return duckdb.sql("select list(i::varchar || repeat('x', 60)) from range(100000000) t(i)").fetchone()


def limits_inside() -> tuple[int, int]:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as one:
        yield one


def test_values_come_back_and_the_worker_is_kept(worker: Worker) -> None:
    assert [worker.run(double, n, subject="a") for n in range(3)] == [0, 2, 4]
    assert worker.alive


def test_reports_come_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 250_000, "utf-8")
    seen: list[int] = []
    assert call_guarded(count_rows, str(path), subject="a.csv", on_report=seen.append) == 250_000
    assert seen == [100_000, 200_000, 250_000]


def test_a_refusal_arrives_as_it_was(worker: Worker) -> None:
    with pytest.raises(Refused, match=r'The file "a.csv" is empty') as caught:
        worker.run(refuse, subject="a.csv")
    assert caught.value.code == "file.empty"
    assert caught.value.message.zh.startswith("文件“a.csv”是空的")
    assert worker.alive


def test_a_defect_shows_its_traceback(worker: Worker) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)return 1 / 0.*ZeroDivisionError"):
        worker.run(divide, subject="a.csv")
    assert worker.run(double, 4, subject="a") == 8


@pytest.mark.parametrize("function", [fill_python, fill_numpy, fill_arrow, fill_duckdb])
def test_memory_is_limited(worker: Worker, function: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        worker.run(function, subject="a.csv", guard=SMALL)
    assert caught.value.code == "file.too_costly"
    assert caught.value.message == (
        "处理“a.csv”超过了允许的内存（600 MB），已停止，其他文件不受影响。请拆分该文件后重试。",
        'Processing "a.csv" exceeded the allowed memory (600 MB) and was stopped; others are unaffected. '
        "Split the file and try again.",
    )
    assert not worker.alive


def test_time_is_limited(worker: Worker) -> None:
    begun = time.monotonic()
    with pytest.raises(Refused) as caught:
        worker.run(spin, subject="a.csv", guard=Guard(seconds=1))
    assert time.monotonic() - begun < 5
    assert caught.value.code == "file.too_costly"
    assert "超过了允许的时间（1 秒）" in caught.value.message.zh
    assert "exceeded the allowed time (1 seconds)" in caught.value.message.en


@pytest.mark.parametrize(
    ("function", "args", "reason"),
    [(end, (signal.SIGSEGV,), "SIGSEGV"), (end, (signal.SIGKILL,), "SIGKILL"), (leave, (), "exit 3")],
)
def test_death_is_said(worker: Worker, function: Callable[..., None], args: tuple[int, ...], reason: str) -> None:
    with pytest.raises(Refused) as caught:
        worker.run(function, *args, subject="a.csv")
    assert caught.value.code == "file.parser_died"
    assert caught.value.message == (
        f"读取“a.csv”的进程意外终止（{reason}），该文件未采用，其他文件不受影响。请导出为 CSV 后重试。",
        f'The process reading "a.csv" ended unexpectedly ({reason}); the file was not used, others are unaffected. '
        "Export it as CSV and try again.",
    )


def test_cancel_from_another_thread(worker: Worker) -> None:
    threading.Timer(0.5, worker.cancel).start()
    with pytest.raises(Canceled):
        worker.run(spin, subject="a.csv")


def test_no_core_dumps(worker: Worker) -> None:
    assert worker.run(limits_inside, subject="a") == (0, 0)


def test_a_pool_replaces_lost_workers() -> None:
    with GuardedPool(2) as pool:
        good = [pool.submit(double, n, subject=f"{n}") for n in range(4)]
        bad = [pool.submit(end, signal.SIGKILL, subject="bad") for _ in range(3)]
        more = [pool.submit(double, n, subject=f"{n}") for n in range(4)]
        assert [f.result() for f in good + more] == [0, 2, 4, 6] * 2
        for future in bad:
            with pytest.raises(MingchaError):
                future.result()


def test_a_pool_is_canceled() -> None:
    with GuardedPool(2) as pool:
        running = [pool.submit(spin, subject="a") for _ in range(2)]
        waiting = pool.submit(double, 1, subject="b")
        time.sleep(1)
        pool.cancel()
        for future in running:
            with pytest.raises(Canceled):
                future.result()
        assert waiting.cancelled()
