"""No appeal without an owner: who left, is away or lost a post hands on to whoever acts in it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mingcha.accounts import queries as accounts
from mingcha.accounts.permissions import Permission
from mingcha.appeals import routing
from mingcha.appeals.models import Appeal, AppealKey, Task
from mingcha.appeals.operations.giving import decide, keys_of, supervise
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.routing import Turn
from mingcha.appeals.states import OPEN
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.org.models import Duty, DutyPost
from mingcha.org.queries import holding, is_absent

_LOG = structlog.get_logger(__name__)


def keep_owners(*, at: datetime) -> int:
    """
    Every open task whose owner does not act in its post any more or must stay away, and every appeal whose supervisor
    does; how many changed hands. Each is an operation of its own: whoever runs it twice, or beside itself, changes
    nothing twice.
    """
    tasks = Task.objects.filter(_unfit(_OWNER, at), until=None, appeal__state__in=OPEN)
    seen = Appeal.objects.all().for_system("the clock").filter(state__in=OPEN)
    unseen = seen.filter(_unfit(_SUPERVISOR, at))
    moved = sum(_each(_hand_on, pk, at) for pk in list(tasks.values_list("pk", flat=True)))
    return moved + sum(_each(_see_to, pk, at) for pk in list(unseen.values_list("pk", flat=True)))


def _each(step: Callable[[int, datetime], bool], pk: int, at: datetime) -> bool:
    """One that nobody can take stays where it is, and keeps none of the others from their new owner."""
    try:
        return step(pk, at)
    except Refused as refused:
        _LOG.warning("nobody takes over", part=step.__name__, row=pk, code=refused.code)
        return False


class _Part(NamedTuple):
    """How a row leads to the person of a part, its post, its appeal and its area; one of what they must be allowed."""

    person: str
    post: str
    appeal: str
    area: str
    permissions: tuple[Permission, ...]


_OWNER = _Part("owner", "post", "appeal", "appeal__area_code", routing.ANSWERS)
_SUPERVISOR = _Part("supervisor", "supervising_post", "pk", "area_code", routing.SUPERVISES)


def _unfit(part: _Part, at: datetime) -> Q:
    """
    Those whose person left, is away, must stay away or lost the role, or whose post is closed or not held by that
    person now.
    """
    person, post = part.person, part.post
    holds = Duty.objects.filter(holding(at), post=OuterRef(post), person=OuterRef(person))
    lost = Q(**{f"{post}__closed_at__isnull": False}) | Q(**{f"{post}__isnull": False}) & Q(~Exists(holds))
    named = AppealKey.objects.filter(appeal=OuterRef(OuterRef(part.appeal))).values("key")
    recused = accounts.stays_away(person, named, at=at)
    able = accounts.holds(person, *part.permissions, area=part.area, at=at)
    return Q(**{f"{person}__is_active": False}) | is_absent(person, at=at) | lost | recused | Q(~able)


@transaction.atomic
def _hand_on(pk: int, at: datetime) -> bool:
    task = Task.objects.select_for_update(of=("self",)).select_related("post__office").filter(pk=pk, until=None).first()
    if task is None:
        return False
    appeal = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=task.appeal_id)
    turn = _acting(task.post, appeal, _OWNER, at) or routing.answering(
        appeal.area_code, appeal.category, keys_of(appeal), at=at
    )
    if turn.owner.pk == task.owner_id:
        return False
    Task.objects.filter(pk=task.pk).update(until=at)
    Task.objects.create(appeal=appeal, post=turn.post, owner=turn.owner, lead=task.lead, share=task.share, since=at)
    decide(appeal, turn, why="away", by=audit.SYSTEM, at=at)
    record_step(appeal, "owner_changed", by=audit.SYSTEM, at=at, detail={"to": turn.owner.audit_name})
    return True


@transaction.atomic
def _see_to(pk: int, at: datetime) -> bool:
    appeal = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=pk)
    lead = appeal.tasks.filter(lead=True, until=None).select_related("post").first()
    turn = _acting(appeal.supervising_post, appeal, _SUPERVISOR, at) or routing.climbing(
        appeal.area_code, lead.post if lead else None, keys_of(appeal), at=at
    )
    if turn.owner.pk == appeal.supervisor_id:
        return False
    supervise(appeal, turn)
    decide(appeal, turn, why="away", by=audit.SYSTEM, at=at)
    return True


def _acting(post: DutyPost | None, appeal: Appeal, part: _Part, at: datetime) -> Turn | None:
    """Whoever acts in the same post now."""
    if post is None:
        return None
    acting = routing.acting_in(post, keys_of(appeal), area_code=appeal.area_code, permissions=part.permissions, at=at)
    return Turn(acting.duty.person, post) if acting and acting.duty else None
