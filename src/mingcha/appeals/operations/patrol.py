"""Daily patrol: who is to look at which group, and that somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingcha.accounts.access import can
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import groups, policies
from mingcha.appeals.models import GroupSet, Patrol, PatrolPlan, SupervisionGroup
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of

#: Groups in one act: more than a person can look at in a day.
AT_ONCE, MOST_FOUND, NOTE = 500, 999, 200


@dataclass(frozen=True)
class Look:
    """What was found in a group: how many matters, and a note that names nobody."""

    found: int = 0
    note: str = ""


@transaction.atomic
def plan_patrol(*, codes: Collection[str], person: User | None, by: User | str, at: datetime) -> int:
    """
    From now on `person` looks at some groups each day, or nobody does; how many that changed. The plan before stays.

    Refused: `patrol.groups` for none, too many or one outside GROUP_MANAGE; `patrol.person` for whoever may not look
    at one of them.
    """
    seen = SupervisionGroup.objects.all().for_system("set up by the platform")
    found = _chosen(groups.visible_groups(by, Permission.GROUP_MANAGE, at=at) if isinstance(by, User) else seen, codes)
    if person is not None and not all(
        can(person, Permission.GROUP_PATROL, at=at, area=group.area_code) for group in found
    ):
        raise Refused(
            "patrol.person",
            Message(
                "此人没有其中某些群所在地区的巡群权限。请先由安全管理员授权。",
                "This person may not look at some of these groups. The security administrator gives the role.",
            ),
        )
    running = PatrolPlan.objects.filter(group__in=found, until=None)
    same = set(running.filter(person=person).values_list("group_id", flat=True)) if person else set()
    ended = running.exclude(group_id__in=same).update(until=at)
    fresh = [group for group in found if group.pk not in same] if person else []
    PatrolPlan.objects.bulk_create([PatrolPlan(group=group, person=person, since=at) for group in fresh])
    changed = len(fresh) if person else ended
    detail = {"groups": [group.code for group in found], "to": person.audit_name if person else ""}
    audit.record("patrol.planned", by=by, at=at, detail=detail)
    return changed


@transaction.atomic
def look_at_groups(*, looks: Mapping[str, Look], by: User, at: datetime) -> int:
    """
    Somebody looked at groups today, by their codes; how many nobody had looked at before. Only today's day is ever
    written: what was missed stays missed. A further look adds what it found.

    Refused: `patrol.groups` for none, too many or one outside GROUP_PATROL; `patrol.found`; `appeal.note` and
    `appeal.identifier` for a note that is too long or holds a number of somebody.
    """
    found = _chosen(groups.visible_groups(by, at=at), looks)
    known = {code: _checked(look) for code, look in looks.items()}
    day = day_of(at)
    before = {patrol.group_id: patrol for patrol in Patrol.objects.filter(group__in=found, day=day)}
    fresh = [group for group in found if group.pk not in before]
    Patrol.objects.bulk_create(
        [
            Patrol(group=group, area_code=group.area_code, day=day, person=by, at=at, **vars(known[group.code]))
            for group in fresh
        ]
    )
    for group in found:
        if group.pk in before:
            _add(before[group.pk], known[group.code])
    total = sum(look.found for look in known.values())
    detail = {"day": day.isoformat(), "groups": [group.code for group in found], "found": total}
    audit.record("patrol.looked", by=by, at=at, detail=detail)
    return len(fresh)


def _chosen(visible: GroupSet, codes: Collection[str]) -> list[SupervisionGroup]:
    """The open groups with the codes, locked. Refused (`patrol.groups`) unless all of them are there."""
    wanted = set(codes)
    found = list(visible.filter(code__in=wanted, closed_on=None).select_for_update()) if len(wanted) <= AT_ONCE else []
    if not found or len(found) != len(wanted):
        raise Refused(
            "patrol.groups",
            Message(
                f"请选择您地区内正在使用的群（一次最多{AT_ONCE}个）。",
                f"Choose groups of your area that are in use (at most {AT_ONCE} at once).",
            ),
        )
    return found


def _checked(look: Look) -> Look:
    if not 0 <= look.found <= MOST_FOUND:
        raise Refused("patrol.found", Message("发现件数应在0至999之间。", "The number found lies between 0 and 999."))
    return Look(look.found, policies.check_neutral("note", look.note, (0, NOTE)))


def _add(patrol: Patrol, look: Look) -> None:
    if look.found or look.note:
        note = "；".join(filter(None, (patrol.note, look.note)))[:NOTE]
        found = min(patrol.found + look.found, 32_000)
        Patrol.objects.filter(pk=patrol.pk).update(found=found, note=note)
