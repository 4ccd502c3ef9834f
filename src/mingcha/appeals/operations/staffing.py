"""No appeal without an owner: who left, is away or lost a post hands on to whoever acts in it now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mingcha.appeals import routing
from mingcha.appeals.models import Appeal, Task
from mingcha.appeals.operations.giving import decide, keys_of, supervise
from mingcha.appeals.routing import Turn
from mingcha.appeals.states import OPEN
from mingcha.audit import operations as audit
from mingcha.org.models import Absence, Duty, DutyPost
from mingcha.org.queries import holding


def keep_owners(*, at: datetime) -> int:
    """
    Every open task whose owner does not act in its post any more, and every appeal whose supervisor does not; how many
    changed hands. Each is an operation of its own: whoever runs it twice, or beside itself, changes nothing twice.
    """
    tasks = Task.objects.filter(_unfit("owner", "post", at), until=None, appeal__state__in=OPEN)
    seen = Appeal.objects.all().for_system("the clock").filter(state__in=OPEN)
    unseen = seen.filter(_unfit("supervisor", "supervising_post", at))
    moved = sum(_hand_on(pk, at) for pk in list(tasks.values_list("pk", flat=True)))
    return moved + sum(_see_to(pk, at) for pk in list(unseen.values_list("pk", flat=True)))


def _unfit(person: str, post: str, at: datetime) -> Q:
    """Those whose person left or is away, or whose post is closed or not held by that person now."""
    away = Absence.objects.filter(person=OuterRef(person), since__lte=at, until__gt=at)
    holds = Duty.objects.filter(holding(at), post=OuterRef(post), person=OuterRef(person))
    lost = Q(**{f"{post}__closed_at__isnull": False}) | Q(**{f"{post}__isnull": False}) & ~Exists(holds)
    return Q(**{f"{person}__is_active": False}) | Exists(away) | lost


@transaction.atomic
def _hand_on(pk: int, at: datetime) -> bool:
    task = Task.objects.select_for_update(of=("self",)).select_related("post__office").filter(pk=pk, until=None).first()
    if task is None:
        return False
    appeal = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=task.appeal_id)
    turn = _acting(task.post, appeal, at) or routing.answering(
        appeal.area_code, appeal.category, keys_of(appeal), at=at
    )
    if turn.owner.pk == task.owner_id:
        return False
    Task.objects.filter(pk=task.pk).update(until=at)
    Task.objects.create(appeal=appeal, post=turn.post, owner=turn.owner, lead=task.lead, since=at)
    decide(appeal, turn, why="away", by=audit.SYSTEM, at=at)
    audit.record(
        "appeal.owner_changed", subject=appeal.audit_name, by=audit.SYSTEM, at=at, detail={"to": turn.owner.audit_name}
    )
    return True


@transaction.atomic
def _see_to(pk: int, at: datetime) -> bool:
    appeal = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=pk)
    lead = appeal.tasks.filter(lead=True, until=None).select_related("post").first()
    turn = _acting(appeal.supervising_post, appeal, at) or routing.climbing(
        appeal.area_code, lead.post if lead else None, keys_of(appeal), at=at
    )
    if turn.owner.pk == appeal.supervisor_id:
        return False
    supervise(appeal, turn)
    decide(appeal, turn, why="away", by=audit.SYSTEM, at=at)
    return True


def _acting(post: DutyPost | None, appeal: Appeal, at: datetime) -> Turn | None:
    """Whoever acts in the same post now."""
    if post is None:
        return None
    acting = routing.acting_in(post, keys_of(appeal), at=at)
    return Turn(acting.duty.person, post) if acting and acting.duty else None
