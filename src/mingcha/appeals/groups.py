"""Reading supervision groups: which somebody may see, who holds their posts, what is vacant, how much is covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from mingcha.accounts.access import scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals.models import (
    GroupDuty,
    GroupPost,
    GroupSet,
    Patrol,
    PatrolPlan,
    PostSet,
    SupervisionGroup,
    VillageHouseholds,
)
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of
from mingcha.org.models import Area
from mingcha.org.queries import codes_above, holding

#: Where a group lives. Ordinary WeChat groups have no official interface: nothing here reads along.
PLATFORMS: Mapping[str, Message] = {
    "wechat": Message("微信群", "WeChat group"),
    "wecom": Message("企业微信群", "WeCom group"),
    "qq": Message("QQ群", "QQ group"),
    "other": Message("其他", "other"),
}
#: What the list can be narrowed to.
GAPS: Mapping[str, Message] = {
    "vacant": Message("有岗位空缺", "with a vacant post"),
    "unlooked": Message("今天没有巡群", "not looked at today"),
    "unplanned": Message("没有安排巡群人员", "without anybody to look at it"),
    "closed": Message("已停用", "closed"),
}
UNKNOWN = Message("没有这个监督服务群，或不在您的地区。", "There is no such group, or it is not in your area.")
#: A term that ends within so many days is shown among the vacancies.
ENDING = 30
HOLDER, STAND_IN = 1, 2


def visible_groups(user: User, permission: Permission = Permission.GROUP_PATROL, *, at: datetime) -> GroupSet:
    """The groups of the areas where `user` looks at groups, or may do something more."""
    return SupervisionGroup.objects.all().visible_to(user, permission, at=at)


def group_for(
    user: User, code: str, permission: Permission = Permission.GROUP_PATROL, *, at: datetime, lock: bool = False
) -> SupervisionGroup:
    """The group with a code, when `user` may see it or do more with it. NotFound (`group.unknown`)."""
    found = visible_groups(user, permission, at=at).filter(code=code)
    return found_or_not(found.select_for_update() if lock else found.select_related("area", "post_set"))


def found_or_not(found: GroupSet) -> SupervisionGroup:
    """The one that was found. NotFound (`group.unknown`)."""
    group = found.first()
    if group is None:
        raise NotFound("group.unknown", UNKNOWN)
    return group


def held(at: datetime, *, rank: int = HOLDER) -> Q:
    """Duties that hold at a moment, of people who have not left."""
    return holding(at) & Q(rank=rank) & (Q(account=None) | Q(account__is_active=True))


def vacant_posts(at: datetime) -> QuerySet[GroupPost]:
    """Open posts that nobody holds, whoever stands in."""
    return GroupPost.objects.filter(~Exists(GroupDuty.objects.filter(held(at), post=OuterRef("pk"))), closed_at=None)


@dataclass(frozen=True)
class Asking:
    """What the list is asked for: words, the digits that area codes begin with, a gap (empty: every)."""

    words: str = ""
    area: str = ""
    gap: str = ""

    def said(self) -> dict[str, str]:
        """As the log keeps it."""
        return {name: value for name, value in vars(self).items() if value}


def asking(given: Mapping[str, str]) -> Asking:
    """What an address asks for; what cannot be meant is passed over."""
    area, gap = given.get("area", "").strip(), given.get("gap", "")
    return Asking(
        given.get("q", "").strip()[:40],
        area[:12] if area.isascii() and area.isdecimal() else "",
        gap if gap in GAPS else "",
    )


def list_groups(user: User, asked: Asking, *, at: datetime) -> GroupSet:
    """The groups that are asked for, those with gaps first."""
    found = narrowed(visible_groups(user, at=at), asked, at=at).select_related("area", "post_set")
    ordered: GroupSet = with_gaps(found, at=at).order_by("-vacancies", "looked", "area_code", "pk")
    return ordered


def narrowed(groups: GroupSet, asked: Asking, *, at: datetime) -> GroupSet:
    """Those that fit: open ones, unless closed ones are asked for."""
    found = groups.filter(closed_on__isnull=asked.gap != "closed")
    if asked.area:
        prefix = asked.area.rstrip("0") if len(asked.area) == 12 else asked.area
        found = found.filter(area_code__startswith=_whole(prefix))
    if asked.words:
        words = asked.words
        found = found.filter(Q(name__icontains=words) | Q(area__name__icontains=words) | Q(code=words.lower()))
    return found.filter(_gap(asked.gap, at)) if asked.gap else found


def _whole(prefix: str) -> str:
    """Digits of a code without its zeros, filled up to a whole level: 43042410 is the township 430424100."""
    levels = (2, 4, 6, 9, 12)
    return prefix.ljust(next(digits for digits in levels if digits >= len(prefix)), "0")


def _gap(gap: str, at: datetime) -> Q:
    here = OuterRef("pk")
    looked = Exists(Patrol.objects.filter(group=here, day=day_of(at)))
    if gap == "vacant":
        return Q(Exists(vacant_posts(at).filter(group=here)))
    if gap == "unlooked":
        return ~Q(looked)
    if gap == "unplanned":
        return ~Q(Exists(PatrolPlan.objects.filter(holding(at), group=here, person__is_active=True)))
    return Q()


def with_gaps(groups: GroupSet, *, at: datetime) -> Any:
    """With `vacancies`, how many posts nobody holds, and `looked`, whether somebody looked today."""
    vacant = vacant_posts(at).filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk"))
    return groups.annotate(
        vacancies=Coalesce(Subquery(vacant.values("n"), output_field=IntegerField()), Value(0)),
        looked=Exists(Patrol.objects.filter(group=OuterRef("pk"), day=day_of(at))),
    )


def counts(user: User, *, at: datetime) -> dict[str, int]:
    """How many open groups there are (`""`), and how many have each gap: as long as the lists that show them."""
    groups = visible_groups(user, at=at)
    return {gap: narrowed(groups, Asking(gap=gap), at=at).count() for gap in ("", *GAPS)}


@dataclass(frozen=True)
class Coverage:
    """Villages with a known number of households, those households, and how many of them groups stand for."""

    villages: int
    households: int
    covered: int

    @property
    def percent(self) -> int | None:
        """None: nothing is known. Two groups may stand for one household; more than all is shown as all."""
        return min(100, self.covered * 100 // self.households) if self.households else None


def coverage(user: User, *, at: datetime) -> Coverage:
    """How many of the households of the areas of `user` have somebody in a group."""
    groups = visible_groups(user, at=at).filter(closed_on=None)
    known = VillageHouseholds.objects.filter(area__in=groups.order_by().values("area"))
    total = known.aggregate(villages=Count("pk"), households=Sum("count"))
    covered = groups.filter(area__in=known.values("area")).aggregate(n=Sum("households"))["n"]
    return Coverage(total["villages"], total["households"] or 0, covered or 0)


@dataclass(frozen=True)
class Held:
    """A post of a group: who holds it and who stands in now (None: vacant), and everybody who ever did."""

    post: GroupPost
    holder: GroupDuty | None
    stand_in: GroupDuty | None
    history: tuple[GroupDuty, ...] = ()

    def is_ending(self, at: datetime) -> bool:
        """Whether the term of whoever holds it ends soon."""
        until = self.holder.until if self.holder else None
        return until is not None and until <= at + timedelta(days=ENDING)


def posts_of(group: SupervisionGroup, *, at: datetime) -> list[Held]:
    """The open posts of a group, vacant ones first."""
    posts = GroupPost.objects.filter(group=group, closed_at=None).select_related("kind")
    return sorted(held_of(posts, at=at), key=lambda one: (one.holder is not None, one.post.kind.order))


def held_of(posts: Iterable[GroupPost], *, at: datetime) -> list[Held]:
    """Who holds each of some posts; two queries however many there are."""
    posts = list(posts)
    duties: dict[int, list[GroupDuty]] = {}
    for duty in GroupDuty.objects.filter(post__in=posts).select_related("account"):
        duties.setdefault(duty.post_id, []).append(duty)
    return [_held(post, duties.get(post.pk, []), at) for post in posts]


def _held(post: GroupPost, duties: list[GroupDuty], at: datetime) -> Held:
    now = {duty.rank: duty for duty in duties if _holds(duty, at)}
    return Held(post, now.get(HOLDER), now.get(STAND_IN), tuple(duties))


def _holds(duty: GroupDuty, at: datetime) -> bool:
    left = duty.account is not None and not duty.account.is_active
    return not left and duty.since <= at and (duty.until is None or duty.until > at)


def vacancies(user: User, *, at: datetime) -> QuerySet[GroupPost]:
    """Vacant posts of the groups of `user`, and after them those whose term ends soon, the first to end first."""
    ends = GroupDuty.objects.filter(held(at), post=OuterRef("pk")).values("until")[:1]
    vacant = ~Exists(GroupDuty.objects.filter(held(at), post=OuterRef("pk")))
    soon = at + timedelta(days=ENDING)
    groups = visible_groups(user, at=at).filter(closed_on=None)
    posts = GroupPost.objects.filter(closed_at=None, group__in=groups.order_by().values("pk"))
    found = posts.annotate(vacant=vacant, ends=Subquery(ends)).filter(Q(vacant=True) | Q(ends__lte=soon))
    return found.select_related("group__area", "kind").order_by("-vacant", "ends", "group__area_code", "pk")


def vacancy_count(user: User, *, at: datetime) -> int:
    """How many posts nobody holds in the groups of `user`."""
    groups = visible_groups(user, Permission.GROUP_MANAGE, at=at).filter(closed_on=None)
    return vacant_posts(at).filter(group__in=groups.order_by().values("pk")).count()


def list_sets(area_code: str = "") -> list[PostSet]:
    """The sets that a group may have: those for everybody, and those of the areas around one; without one all."""
    found = PostSet.objects.select_related("area").prefetch_related("kinds")
    if not area_code:
        return list(found)
    return list(found.filter(Q(area=None) | Q(area__code__in=codes_above(area_code))))


def villages_of(user: User, *, at: datetime) -> QuerySet[Area]:
    """Open villages and communities in which `user` may open groups."""
    scope = scope_of(user, Permission.GROUP_MANAGE, at=at)
    return Area.objects.filter(scope.condition("code"), level="village", valid_to=None)


def count_with(post_set: PostSet) -> int:
    """How many open groups have a set."""
    return SupervisionGroup.objects.all().for_system("only how many").filter(post_set=post_set, closed_on=None).count()
