"""The clock's door: files whose record is gone, and bytes that no row speaks of."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mingcha.attachments import keeping, operations
from mingcha.attachments.models import Attachment
from mingcha.attachments.owners import gone
from mingcha.audit import operations as audit

#: Bytes younger than this may belong to an operation that is still going on.
YOUNG = timedelta(days=1)
_PORTION = 500


@dataclass(frozen=True)
class Done:
    """What one tick did."""

    dropped: int
    swept: int


def tick(at: datetime) -> Done:
    """Once an hour; called twice it does nothing more."""
    return Done(drop_orphans(at), sweep(at)) if at.minute == 0 else Done(0, 0)


def drop_orphans(at: datetime) -> int:
    """Deletes files whose record is gone; how many."""
    owners = list(Attachment.objects.filter(dropped_at=None).order_by().values_list("owner", flat=True).distinct())
    lost = [owner for start in range(0, len(owners), _PORTION) for owner in gone(owners[start : start + _PORTION])]
    count = 0
    for owner in lost:
        for attachment in Attachment.objects.filter(owner=owner, dropped_at=None):
            operations.drop(attachment=attachment, why="owner_gone", by=audit.SYSTEM, at=at)
            count += 1
    return count


def sweep(at: datetime) -> int:
    """Deletes bytes of files that ended more than a day ago, and those that no row speaks of; how many."""
    kept = Attachment.objects.filter(Q(dropped_at=None) | Q(dropped_at__gt=at - YOUNG))
    named = set(kept.values_list("number", flat=True))
    before = time.time() - YOUNG.total_seconds()
    stray = [
        path
        for path in keeping.folder().iterdir()
        if path.name.lstrip(".").partition(".")[0] not in named and path.stat().st_mtime < before
    ]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)
