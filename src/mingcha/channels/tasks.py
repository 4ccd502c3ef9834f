"""Background work of this room, as the task queue sees it: the worker's door."""

from __future__ import annotations

import logging

from django_tasks import task

from mingcha.channels import delivery
from mingcha.channels.gateway import http_door
from mingcha.channels.kf import pulling
from mingcha.channels.refusals import Undelivered
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import NotFound

_LOG = logging.getLogger(__name__)


@task()
def pull_kf(box_id: int) -> None:
    """Pulls an inbox of 微信客服. One that cannot be reached is tried again by the clock."""
    try:
        pulling.pull(box_id=box_id, at=wall_clock(), door=http_door)
    except (Undelivered, NotFound) as failed:
        _LOG.warning("pull failed: %s", failed)


@task()
def send_message(number: str) -> None:
    """Sends one message, unless it was sent or is being sent. A failure is tried again by the clock."""
    delivery.deliver(number=number, at=wall_clock(), door=http_door)
