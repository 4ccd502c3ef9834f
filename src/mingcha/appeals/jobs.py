"""What the clock does for appeals, every minute: climb, find new owners, close what nobody rated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mingcha.appeals import flood, intake, operations
from mingcha.appeals.access import KIND
from mingcha.appeals.models import Appeal, Climb
from mingcha.appeals.states import EXPLAINED, OPEN, SOLVED
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
    """Messages that became appeals, steps climbed, hands changed, appeals closed without a rating."""

    filed: int
    climbed: int
    moved: int
    closed: int


def tick(at: datetime) -> Ticked:
    """One round. Every step is an operation of its own: safe to run twice, at once, or after a week off."""
    filed = intake.take_in(at)
    flood.forget(at=at)
    moved = operations.keep_owners(at=at)
    climbed = sum(_climb(breach, at) for breach in _waiting(at))
    over = Appeal.objects.all().for_system("the clock").filter(state__in=(SOLVED, EXPLAINED))
    unrated = list(over.filter(state_at__lte=at - UNRATED_AFTER)[:_AT_ONCE])
    return Ticked(filed, climbed, moved, sum(operations.close_unrated(appeal=appeal, at=at) for appeal in unrated))


def _climb(breach: Breach, at: datetime) -> bool:
    """Whether a step was made. One that cannot be made keeps none of the others waiting, and is tried again."""
    try:
        return operations.climb(breach=breach, at=at) is not None
    except MingchaError as error:
        _LOG.warning("an appeal does not climb", appeal=breach.clock.subject, code=error.code)
        return False


def _waiting(at: datetime) -> Iterator[Breach]:
    """Breaches of open appeals without their step, oldest first; at night only those of urgent ones."""
    open_ones = Appeal.objects.all().for_system("the clock").filter(state__in=OPEN)
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
