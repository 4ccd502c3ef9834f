"""Giving an appeal to somebody, and its clocks: parts of the operations beside."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from mingcha.accounts.models import User
from mingcha.appeals import routing
from mingcha.appeals.access import KIND
from mingcha.appeals.models import Appeal, AppealKey, RoutingDecision, Task
from mingcha.appeals.routing import Turn
from mingcha.audit import operations as audit
from mingcha.deadlines import operations as deadlines
from mingcha.deadlines.models import Clock
from mingcha.deadlines.states import OPEN

Actor = User | str


def keys_of(appeal: Appeal) -> list[int]:
    """Whom it names, or what was merged into it, as pseudonyms."""
    named = AppealKey.objects.filter(Q(appeal=appeal) | Q(appeal__merged_into=appeal))
    return sorted(set(named.values_list("key", flat=True)))


def give(appeal: Appeal, turn: Turn, *, why: str, reason: str = "", by: Actor, at: datetime) -> Task:
    """The lead goes to whoever's turn it is; who sees to it is found anew, unless it has climbed."""
    Task.objects.filter(appeal=appeal, lead=True, until=None).update(until=at)
    task = Task.objects.create(appeal=appeal, post=turn.post, owner=turn.owner, since=at)
    decide(appeal, turn, why=why, reason=reason, by=by, at=at)
    if appeal.level == 0:
        seen_to = routing.climbing(appeal.area_code, turn.post, keys_of(appeal), at=at)
        supervise(appeal, seen_to)
    return task


def decide(appeal: Appeal, turn: Turn, *, why: str, reason: str = "", by: Actor, at: datetime) -> None:
    """Keeps why it went there."""
    RoutingDecision.objects.create(
        appeal=appeal,
        route=turn.route,
        post=turn.post,
        owner=turn.owner,
        why=why,
        reason=reason,
        by=audit.actor_name(by),
        at=at,
    )


def supervise(appeal: Appeal, turn: Turn, **changes: object) -> None:
    """Who sees to it that the appeal is answered."""
    write(appeal, supervisor=turn.owner, supervising_post=turn.post, **changes)


def write(appeal: Appeal, **changes: object) -> None:
    """Changes an appeal without moving it; whoever calls has locked it."""
    Appeal.objects.all().for_system("an operation").filter(pk=appeal.pk).update(**changes)
    for name, value in changes.items():
        setattr(appeal, name, value)


def run_clock(appeal: Appeal, promise: str, *, by: Actor, at: datetime) -> None:
    """A promise begins."""
    deadlines.start_clock(kind=KIND, subject=appeal.public_id, promise=promise, by=by, at=at)


def end_clocks(appeal: Appeal, *promises: str, by: Actor, at: datetime) -> None:
    """What was promised is done: those of the promises that are running, in time or late."""
    for clock in open_clocks(appeal, promises):
        deadlines.stop_clock(kind=KIND, subject=appeal.public_id, promise=clock.code, by=by, at=at)


def void_clocks(appeal: Appeal, reason: str, *, by: Actor, at: datetime) -> None:
    """The appeal goes elsewhere."""
    for clock in open_clocks(appeal):
        deadlines.void_clock(kind=KIND, subject=appeal.public_id, promise=clock.code, reason=reason, by=by, at=at)


def open_clocks(appeal: Appeal, promises: tuple[str, ...] = ()) -> list[Clock]:
    """The clocks of an appeal that run."""
    found = Clock.objects.filter(kind=KIND, subject=appeal.public_id, state__in=OPEN)
    return list(found.filter(code__in=promises) if promises else found)
