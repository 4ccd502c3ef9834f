"""A few guarded workers side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from mingcha.engine.reading.guarded import Canceled, OnReport, Worker
from mingcha.engine.reading.guardedchild import Guard

T = TypeVar("T")

_DEFAULT = Guard()


class GuardedPool:
    """
    Up to `workers` children, kept for several tasks and replaced when lost. Use as a context manager.

    Leaving the block by an exception cancels everything; leaving it in order waits for what was submitted.
    """

    def __init__(self, workers: int = 2) -> None:
        self._threads = ThreadPoolExecutor(workers)
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._canceled = False

    def __enter__(self) -> GuardedPool:
        return self

    def __exit__(self, error_class: type[BaseException] | None, *_: object) -> None:
        if error_class is not None:
            self.cancel()
        self._threads.shutdown()
        for worker in self._idle:
            worker.close()

    def submit(
        self,
        function: Callable[..., T],
        *args: Any,
        subject: str,
        guard: Guard = _DEFAULT,
        on_report: OnReport | None = None,
    ) -> Future[T]:
        """As `Worker.run`; `on_report` is called from a thread of the pool."""
        return self._threads.submit(self._run, function, args, subject, guard, on_report)

    def cancel(self) -> None:
        """End all children; running tasks raise Canceled, waiting ones are dropped."""
        with self._lock:
            self._canceled = True
            busy = list(self._busy)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in busy:
            worker.cancel()

    def _run(
        self, function: Callable[..., T], args: tuple[Any, ...], subject: str, guard: Guard, on_report: OnReport | None
    ) -> T:
        worker = self._take(subject)
        try:
            return worker.run(function, *args, subject=subject, guard=guard, on_report=on_report)
        finally:
            self._give_back(worker)

    def _take(self, subject: str) -> Worker:
        with self._lock:
            if self._canceled:
                raise Canceled(subject)
            worker = self._idle.pop() if self._idle else Worker()
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.alive:
                self._idle.append(worker)
