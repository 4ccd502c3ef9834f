"""Opening, changing and closing supervision groups, and the sets of posts that they must have."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import groups, policies
from mingcha.appeals.models import (
    GroupDuty,
    GroupLink,
    GroupPost,
    PatrolPlan,
    PostSet,
    SupervisionGroup,
    VillageHouseholds,
)
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.masking import holds_number_of_person
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of
from mingcha.org.models import Area
from mingcha.org.queries import codes_above

#: No letters that are taken for others when somebody copies them from a poster.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE = 8
NAME, COVENANT, MOST = (2, 60), 3_000, 100_000


@dataclass(frozen=True)
class GroupFacts:
    """What is known of a group: `village` is how many households its village has; None: as it was said before."""

    name: str
    platform: str
    post_set: PostSet
    households: int = 0
    members: int = 0
    covenant: str = ""
    village: int | None = None


@transaction.atomic
def open_group(*, area: Area, facts: GroupFacts, by: User | str, at: datetime) -> SupervisionGroup:
    """
    A group of a village, with every post of its set open and vacant.

    Denied outside GROUP_MANAGE. Refused: `group.area`, `group.name`, `group.exists`, `group.platform`, `group.set`,
    `group.households`, `group.covenant`, `group.identifier`.
    """
    _check_may(by, area.code, at)
    if area.level != "village" or area.valid_to is not None:
        raise Refused("group.area", Message("群应建在村或社区。", "A group belongs to a village or community."))
    known = _checked(area, facts, at)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    GroupLink.objects.create(code=code, area_code=area.code)
    group = SupervisionGroup.objects.create(
        code=code, area=area, area_code=area.code, opened_on=day_of(at), **_stored(known)
    )
    _open_posts(group, known.post_set)
    detail = {"area": area.code, "set": known.post_set.code, "households": known.households, "members": known.members}
    audit.record("group.opened", subject=group.audit_name, by=by, at=at, detail=detail)
    return group


@transaction.atomic
def edit_group(*, code: str, facts: GroupFacts, by: User, at: datetime) -> SupervisionGroup:
    """
    Changes what is known of a group. With another set of posts, whoever held a post of the same title holds it on.

    NotFound outside GROUP_MANAGE. Refused as above, and `group.closed`.
    """
    group = groups.group_for(by, code, Permission.GROUP_MANAGE, at=at, lock=True)
    _check_open(group)
    known = _checked(group.area, facts, at, besides=group.pk)
    before = group.post_set
    for field, value in _stored(known).items():
        setattr(group, field, value)
    group.save()
    if before.pk != known.post_set.pk:
        _change_set(group, known.post_set, at)
    detail = {"set": known.post_set.code, "households": known.households, "members": known.members}
    audit.record("group.edited", subject=group.audit_name, by=by, at=at, detail=detail)
    return group


@transaction.atomic
def close_group(*, code: str, reason: str, by: User, at: datetime) -> None:
    """A group is no longer used; what it was stays. NotFound as above. Refused: `group.closed`, `appeal.reason`."""
    group = groups.group_for(by, code, Permission.GROUP_MANAGE, at=at, lock=True)
    _check_open(group)
    why = policies.check_neutral("reason", reason, policies.REASON)
    SupervisionGroup.objects.all().for_system("one").filter(pk=group.pk).update(closed_on=day_of(at))
    _end_posts(GroupPost.objects.filter(group=group, closed_at=None).values_list("pk", flat=True), why, at)
    PatrolPlan.objects.filter(group=group, until=None).update(until=at)
    audit.record("group.closed", subject=group.audit_name, by=by, at=at, detail={"reason": why})


def _check_may(by: User | str, area: str, at: datetime) -> None:
    if isinstance(by, User):
        accounts.check(by, Permission.GROUP_MANAGE, at=at, area=area)


def _check_open(group: SupervisionGroup) -> None:
    if group.closed_on is not None:
        raise Refused("group.closed", Message("这个群已经停用。", "This group has been closed."))


def _checked(area: Area, facts: GroupFacts, at: datetime, besides: int = 0) -> GroupFacts:
    name, covenant = facts.name.strip(), facts.covenant.strip()
    _refuse_unless(NAME[0] <= len(name) <= NAME[1], "name", "群名称应有2至60个字。", "The name has 2 to 60 characters.")
    twin = SupervisionGroup.objects.all().for_system("one name in a village")
    twin = twin.filter(area=area, name=name, closed_on=None).exclude(pk=besides)
    _refuse_unless(not twin.exists(), "exists", "本村已有同名的群。", "The village has a group of that name.")
    _refuse_unless(facts.platform in groups.PLATFORMS, "platform", "请选择平台。", "Choose a platform.")
    own = facts.post_set.area
    fits = own is None or own.code in codes_above(area.code)
    _refuse_unless(fits, "set", "这个保障组合不适用于本村。", "This set of posts is not for this village.")
    _refuse_unless(
        len(covenant) <= COVENANT, "covenant", f"群公约最多{COVENANT}个字。", f"At most {COVENANT} characters."
    )
    said = f"{name} {covenant}"
    _refuse_unless(
        not holds_number_of_person(said), "identifier", "请删去个人号码。", "Remove numbers of people and telephones."
    )
    counted = all(0 <= number <= MOST for number in (facts.households, facts.members, facts.village or 0))
    _refuse_unless(counted, "households", "数字应在0至100000之间。", "Numbers lie between 0 and 100,000.")
    _check_households(area, facts, at)
    return GroupFacts(name, facts.platform, facts.post_set, facts.households, facts.members, covenant, facts.village)


def _check_households(area: Area, facts: GroupFacts, at: datetime) -> None:
    known = VillageHouseholds.objects.filter(area=area).first()
    whole = facts.village if facts.village else known.count if known else None
    _refuse_unless(
        whole is None or facts.households <= whole,
        "households",
        f"覆盖户数超过本村总户数（{whole}户）。",
        f"More households than the village has ({whole}).",
    )
    if facts.village and (known is None or known.count != facts.village):
        VillageHouseholds.objects.update_or_create(area=area, defaults={"count": facts.village, "since": at})


def _refuse_unless(good: bool, code: str, zh: str, en: str) -> None:
    if not good:
        raise Refused(f"group.{code}", Message(zh, en))


def _stored(facts: GroupFacts) -> dict[str, object]:
    names = ("name", "platform", "post_set", "households", "members", "covenant")
    return {name: getattr(facts, name) for name in names}


def _open_posts(group: SupervisionGroup, post_set: PostSet) -> list[GroupPost]:
    kinds = post_set.kinds.filter(closed_at=None)
    return GroupPost.objects.bulk_create([GroupPost(group=group, kind=kind) for kind in kinds])


def _change_set(group: SupervisionGroup, post_set: PostSet, at: datetime) -> None:
    before = list(GroupPost.objects.filter(group=group, closed_at=None).select_related("kind"))
    standing = {one.post.kind.title_zh: one for one in groups.held_of(before, at=at)}
    why = f"改用“{post_set.title_zh}”"
    until = {duty.pk: duty.until for one in standing.values() for duty in (one.holder, one.stand_in) if duty}
    _end_posts([post.pk for post in before], why, at)
    for post in _open_posts(group, post_set):
        same = standing.get(post.kind.title_zh)
        for duty in (same.holder, same.stand_in) if same else ():
            if duty is not None:
                kept = {name: getattr(duty, name) for name in ("rank", "name", "office", "telephone", "account")}
                GroupDuty.objects.create(post=post, since=at, until=until[duty.pk], reason=why, **kept)


def _end_posts(posts: Iterable[int], why: str, at: datetime) -> None:
    found = GroupPost.objects.filter(pk__in=list(posts))
    GroupDuty.objects.filter(post__in=found).exclude(until__lte=at).update(until=at, ended_why=why)
    found.update(closed_at=at)
