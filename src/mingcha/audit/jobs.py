"""What the clock asks of the audit chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from mingcha.audit import operations
from mingcha.audit.models import AuditAnchor

#: "At most hourly" is the promise: records younger than this can be cut off without a trace.
_EVERY = timedelta(hours=1)


def tick(at: datetime) -> None:
    """Anchors the chain once an hour, grown or not: a missing anchor is itself an alarm."""
    newest = AuditAnchor.objects.order_by("-at").first()
    if newest is None or at - newest.at >= _EVERY:
        operations.anchor(at=at)
