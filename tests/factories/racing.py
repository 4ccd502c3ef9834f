"""Several people at the same moment: each act runs in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        return list(pool.map(run, acts))
