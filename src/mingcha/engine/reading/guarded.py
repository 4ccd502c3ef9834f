"""
Work on untrusted files in a child process with limits; whatever happens to it, the parent lives on.

The child is spawned, not forked: it shares no threads, locks or keys with the parent. `guardedchild` says how it is
limited. Function, arguments, reports and value must be picklable; big results belong in files.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from mingcha.engine.reading.guardedchild import Guard, serve
from mingcha.engine.reading.sentences import refused, size
from mingcha.kernel.errors import MingchaError

T = TypeVar("T")

#: Called with what the child reports: any small picklable value, such as rows so far.
OnReport = Callable[[Any], None]

_SPAWN = multiprocessing.get_context("spawn")
_GRACE = 2.0  # seconds between asking a child to end and killing it
_POLL = 0.1  # seconds
_DEFAULT = Guard()


class Canceled(Exception):
    """The caller asked for the end; nothing is wrong with the file."""


def call_guarded(
    function: Callable[..., T],
    *args: Any,
    subject: str,
    guard: Guard = _DEFAULT,
    on_report: OnReport | None = None,
) -> T:
    """Run `function(*args)` in a child of its own and wait; see `Worker.run`."""
    with Worker() as worker:
        return worker.run(function, *args, subject=subject, guard=guard, on_report=on_report)


class Worker:
    """
    One child that runs one task at a time and may run many.

    A child that died, was stopped or ran out of memory is not used again: `alive` is then False.
    """

    def __init__(self) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process: BaseProcess = _SPAWN.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the child is the end of the pipe
        self.alive = True
        self._canceled = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self,
        function: Callable[..., T],
        *args: Any,
        subject: str,
        guard: Guard = _DEFAULT,
        on_report: OnReport | None = None,
    ) -> T:
        """
        The value of `function(*args)`. With `on_report` the function also gets `report=`, to say how far it is.

        `subject` names the file in refusals. Raises what the child raised if it is a MingchaError; `file.too_costly`
        beyond a limit; `file.parser_died` when the child ended without an answer; Canceled after `cancel()`;
        RuntimeError with the child's traceback for any other exception there.
        """
        turn = _Turn(self._pipe, self._process, subject, guard)
        try:
            turn.send(function, args, on_report is not None)
            value: T = turn.wait(on_report)
            return value
        except _Lost as lost:
            self.close()
            raise (Canceled(subject) if self._canceled else lost.meaning) from None
        except BaseException:
            if turn.pending:  # interrupted, or `on_report` failed: the child is still at the task
                self.close()
            raise

    def cancel(self) -> None:
        """End the child, from any thread; a running `run()` raises Canceled."""
        self._canceled = True
        self.alive = False
        with suppress(ValueError):  # closed already
            self._process.terminate()

    def close(self) -> None:
        """End the child and wait for its end."""
        self.alive = False
        with suppress(ValueError):
            self._process.terminate()
            self._process.join(_GRACE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._pipe.close()
            self._process.close()


class _Lost(Exception):
    """The child cannot be used again; `meaning` is what to raise, unless it was canceled."""

    def __init__(self, meaning: Exception) -> None:
        super().__init__()
        self.meaning = meaning


class _Turn:
    """One task of a worker, seen from the parent."""

    def __init__(self, pipe: Connection, process: BaseProcess, subject: str, guard: Guard) -> None:
        self._pipe, self._process, self._subject, self._guard = pipe, process, subject, guard
        self._deadline = time.monotonic() + guard.seconds
        self.pending = False

    def send(self, function: Callable[..., Any], args: tuple[Any, ...], reporting: bool) -> None:
        self.pending = True
        try:
            self._pipe.send((function, args, self._guard, reporting))
        except OSError:
            raise _Lost(self._death()) from None

    def wait(self, on_report: OnReport | None) -> Any:
        """Reports go to `on_report` in order; the value comes back, or what the child's answer means is raised."""
        while True:
            kind, value = self._next()
            if kind == "report":
                if on_report:
                    on_report(value)
                continue
            self.pending = False
            if kind == "value":
                return value
            raise self._meaning(kind, value)

    def _next(self) -> tuple[str, Any]:
        while time.monotonic() < self._deadline:
            try:
                if self._pipe.poll(_POLL):
                    kind, value = self._pipe.recv()
                    return kind, value
            except (EOFError, OSError, pickle.UnpicklingError):
                raise _Lost(self._death()) from None
        raise _Lost(self._too_costly("time"))

    def _meaning(self, kind: str, value: Any) -> Exception:
        if kind == "memory":
            return _Lost(self._too_costly("memory"))
        if kind == "refused":
            error_class, code, message = value
            return error_class(code, message)  # type: ignore[no-any-return]
        return RuntimeError(f"in the guarded process for {self._subject}:\n{value}")

    def _death(self) -> Exception:
        with suppress(ValueError):
            self._process.join(_GRACE)
            code = self._process.exitcode
            if code == -signal.SIGXCPU:
                return self._too_costly("time")
            reason = signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"
            return refused("file.parser_died", self._subject, reason=reason)
        return refused("file.parser_died", self._subject, reason="closed")

    def _too_costly(self, what: str) -> MingchaError:
        if what == "memory":
            zh = en = size(self._guard.memory_bytes)
            words = {"zh_what": "内存", "en_what": "memory"}
        else:
            zh, en = f"{self._guard.seconds:g} 秒", f"{self._guard.seconds:g} seconds"
            words = {"zh_what": "时间", "en_what": "time"}
        return refused("file.too_costly", self._subject, zh_limit=zh, en_limit=en, **words)
