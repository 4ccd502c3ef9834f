"""The clock's door: work that lost its worker, purposes that ran out, data kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from mingcha.audit import operations as audit
from mingcha.datasets import dropping, progress, purposes
from mingcha.datasets.access import local_day
from mingcha.datasets.models import Purpose
from mingcha.kernel.errors import Refused


@dataclass(frozen=True)
class Done:
    """What one tick did."""

    recovered: int
    ended: int
    dropped: int
    swept: int


def tick(at: datetime) -> Done:
    """
    Everything that is due, each item in a transaction of its own; to be called every minute and at the start of a
    worker. Called twice it does nothing more; an item that somebody else has just dealt with is passed over.
    """
    # Looking through the whole store is for once an hour.
    swept = dropping.sweep() if at.minute == 0 else 0
    return Done(recover_lost(at), _end_expired(at), _drop_old(at), swept)


def recover_lost(at: datetime) -> int:
    """Queues work again whose worker was killed, or gives it up after too many starts."""
    return sum(_unless_taken(partial(progress.recover, progress=work, at=at)) for work in progress.lost(at=at))


def _end_expired(at: datetime) -> int:
    running = Purpose.objects.for_system("retention").filter(state="approved", valid_until__lt=local_day(at))
    return sum(_unless_taken(partial(purposes.end_expired_purpose, purpose=purpose, at=at)) for purpose in running)


def _drop_old(at: datetime) -> int:
    old = dropping.everything_kept().filter(uploaded_at__lt=at - timedelta(days=settings.RETENTION_DAYS))
    return sum(
        _unless_taken(partial(dropping.drop_upload, upload=upload, why="kept_long_enough", by=audit.SYSTEM, at=at))
        for upload in old
    )


def _unless_taken(deed: Callable[[], object]) -> int:
    """1 when it was done, 0 when somebody was first."""
    try:
        deed()
    except Refused:
        return 0
    return 1
