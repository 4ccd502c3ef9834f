"""The clock's door, every minute: what is to be sent again, inboxes that were not pulled, nonces that are old."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from mingcha.channels import delivery, once, queries
from mingcha.channels.gateway import Door, http_door
from mingcha.channels.kf import pulling
from mingcha.channels.mail import arriving
from mingcha.channels.models import KfInbox
from mingcha.channels.refusals import Undelivered
from mingcha.kernel.errors import NotFound

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ticked:
    """What one round did: messages sent, messages pulled, nonces forgotten, letters taken in."""

    sent: int
    pulled: int
    forgotten: int
    letters: int = 0


def tick(at: datetime, door: Door = http_door) -> Ticked:
    """One round; two at once send nothing twice."""
    sent = sum(delivery.deliver(number=number, at=at, door=door) for number in queries.due_outbox(at))
    lost = KfInbox.objects.filter(wanted=True, asked_at__lte=at - pulling.LOST)
    pulled = sum(_pulled(pk, at, door) for pk in list(lost.values_list("pk", flat=True)))
    return Ticked(sent, pulled, once.forget(at=at), arriving.pull(at))


def _pulled(box_id: int, at: datetime, door: Door) -> int:
    try:
        return pulling.pull(box_id=box_id, at=at, door=door)
    except (Undelivered, NotFound) as failed:
        _LOG.warning("pull failed: %s", failed)
        return 0
