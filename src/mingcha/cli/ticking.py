"""The clock of the house: once a minute every room is asked what is due."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from mingcha.accounts import second_lock
from mingcha.kernel.clock import wall_clock

Tick = Callable[[datetime], object]

_SECONDS = 60.0
_LOG = logging.getLogger(__name__)


def ticks() -> tuple[Tick, ...]:
    """The rooms that have something to do by the clock. Each is idempotent: two workers may ask at once."""
    from mingcha.appeals import jobs as appeals
    from mingcha.attachments import jobs as attachments
    from mingcha.audit import jobs as audit
    from mingcha.channels import jobs as channels
    from mingcha.datasets import jobs as datasets
    from mingcha.deadlines import jobs as deadlines
    from mingcha.doctor import heartbeat
    from mingcha.matching import jobs as matching

    # What came in is there before the room that takes it is asked.
    rooms = (audit, deadlines, channels, appeals, datasets, matching, attachments)
    return *(room.tick for room in rooms), heartbeat.tick


def tick_all(rooms: tuple[Tick, ...], at: datetime) -> None:
    """Asks every room; one that fails does not keep the others from their turn."""
    from django.db import close_old_connections

    for room in rooms:
        close_old_connections()
        try:
            room(at)
        except Exception:
            _LOG.exception("tick failed: %s", room.__module__)
    close_old_connections()


@contextmanager
def ticking() -> Iterator[None]:
    """Ticks in a thread of its own while the block runs."""
    over = threading.Event()
    rooms = ticks()

    def run() -> None:
        second_lock.keep_everything_open(second_lock.Reason.WORKER)  # a thread begins with nothing open
        while not over.is_set():
            tick_all(rooms, wall_clock())
            over.wait(_SECONDS)

    thread = threading.Thread(target=run, name="ticking", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
