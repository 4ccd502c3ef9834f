"""Findings are written by a thread of its own: the next rule is at work while those of the last are sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Queue
from types import TracebackType
from typing import Any

from mingcha.engine.running.found import Kept, keep

#: Batches that may wait for the writer: the evidence of one is tens of megabytes.
WAITING = 2


class Saver:
    """One writer; rules are written in the order in which they are saved. Use as a context manager."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> Saver:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown()

    def save(self, kept: Kept, batches: Iterable[Any]) -> Future[None]:
        """
        Takes all of `batches` here and now, and returns when the last is handed over; the file is whole when the
        future is done. What `batches` raises is raised here, and no file appears; what writing raises is in the future.
        """
        queue: Queue[Any] = Queue(WAITING)
        future = self._pool.submit(_write, kept, queue)
        try:
            for batch in batches:
                queue.put(batch)
        except BaseException:
            queue.put(_Broken())
            raise
        queue.put(None)
        return future


class _Broken(Exception):
    """The batches ended before their time."""


def _write(kept: Kept, queue: Queue[Any]) -> None:
    taken = _taken(queue)
    try:
        keep(kept, taken)
    except _Broken:
        return
    except BaseException:
        with suppress(_Broken):
            for _ in taken:  # whoever hands over must not wait for ever
                pass
        raise


def _taken(queue: Queue[Any]) -> Iterator[Any]:
    while (batch := queue.get()) is not None:
        if isinstance(batch, _Broken):
            raise batch
        yield batch
