"""What the clock does for appeals, every minute: climb, find new owners, close what nobody rated, close months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from mingcha.appeals import flood, intake, operations
from mingcha.appeals.access import KIND
from mingcha.appeals.models import Appeal, Climb, Share
from mingcha.appeals.operations.digest import MORNING
from mingcha.appeals.states import EXPLAINED, MERGED, OPEN, SOLVED
from mingcha.appeals.suggesting import learning
from mingcha.appeals.tasks import train_suggestions
from mingcha.deadlines.models import Breach
from mingcha.kernel.errors import MingchaError
from mingcha.org.calendar import CHINA

#: Nobody is called at night unless it is urgent: steps wait for the morning.
_NIGHT = (22, 7)
UNRATED_AFTER = timedelta(days=7)
_AT_ONCE = 500
_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ticked:
    """
    Messages that became appeals, steps climbed, hands changed, appeals closed without a rating; shares seen to be late,
    digests asked for.
    """

    filed: int
    climbed: int
    moved: int
    closed: int
    shares: int = 0
    digests: int = 0


def tick(at: datetime) -> Ticked:
    """One round. Every step is an operation of its own: safe to run twice, at once, or after a week off."""
    filed = intake.take_in(at)
    _learn(at)
    flood.forget(at=at)
    moved = operations.keep_owners(at=at)
    climbed = sum(_climb(breach, at) for breach in _waiting(at))
    operations.close_due(at)
    over = Appeal.objects.all().for_system("the clock").filter(state__in=(SOLVED, EXPLAINED))
    unrated = list(over.filter(state_at__lte=at - UNRATED_AFTER)[:_AT_ONCE])
    closed = sum(operations.close_unrated(appeal=appeal, at=at) for appeal in unrated)
    operations.forget_sources(at=at)
    morning = MORNING[0] <= at.astimezone(CHINA).hour < MORNING[1]
    digests = operations.send_digests(at=at) if morning else 0
    return Ticked(filed, climbed, moved, closed, _late_shares(at), digests)


def _late_shares(at: datetime) -> int:
    if is_night(at):
        return 0
    late = Share.objects.filter(ended_at=None, late_at=None, due_at__lte=at).order_by("due_at")[:_AT_ONCE]
    return sum(operations.mark_late_share(number=share.number, at=at) for share in list(late))


def _climb(breach: Breach, at: datetime) -> bool:
    """Whether a step was made. One that cannot be made keeps none of the others waiting, and is tried again."""
    try:
        return operations.climb(breach=breach, at=at) is not None
    except MingchaError as error:
        _LOG.warning("an appeal does not climb", appeal=breach.clock.subject, code=error.code)
        return False


@transaction.atomic
def _learn(at: datetime) -> None:
    """Asks for a training when one is due: by a worker, since the clock must not wait for it."""
    version = learning.begin(at)
    if version is not None:
        train_suggestions.enqueue(version.pk)


def _waiting(at: datetime) -> Iterator[Breach]:
    """Breaches of open appeals without their step, oldest first; at night only those of urgent ones."""
    # What is merged climbs with what it is part of.
    merged = Q(state=MERGED, merged_into__state__in=OPEN)
    open_ones = Appeal.objects.all().for_system("the clock").filter(Q(state__in=OPEN) | merged)
    if is_night(at):
        open_ones = open_ones.filter(urgent=True)
    found = Breach.objects.filter(clock__kind=KIND, clock__subject__in=open_ones.values("public_id"))
    steps = Climb.objects.filter(breach__isnull=False).values("breach_id")
    waiting, last = found.exclude(pk__in=steps).select_related("clock").order_by("pk"), 0
    while some := list(waiting.filter(pk__gt=last)[:_AT_ONCE]):
        yield from some
        last = some[-1].pk


def is_night(at: datetime) -> bool:
    """From ten in the evening until seven."""
    hour = at.astimezone(CHINA).hour
    return hour >= _NIGHT[0] or hour < _NIGHT[1]
