"""Several people at the same moment: each act runs in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from mingcha.kernel.errors import MingchaError


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What became of each act: `done`, or the code of its refusal. Any other error is raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        from django.db import connection

        try:
            start.wait(timeout=30)
            act()
        except MingchaError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        # Threads begin with nothing open behind the second lock; these act for the test.
        begun = [pool.submit(copy_context().run, run, act) for act in acts]
        return [one.result() for one in begun]
