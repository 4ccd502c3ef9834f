"""Reading the patrol: what was missed first, how much was looked at, and one's own list of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Substr

from mingcha.accounts import queries as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import groups
from mingcha.appeals.models import GroupSet, Patrol, PatrolPlan, SupervisionGroup
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of
from mingcha.org.models import Absence, Area
from mingcha.org.queries import holding

#: Days over which looking is counted, today among them. Patrol knows no holidays.
DAYS = 30
SHOWN: Mapping[str, Message] = {
    "": Message("全部", "all"),
    "missed": Message("没有巡", "missed"),
    "looked": Message("已巡", "looked at"),
}
_TOWN = 9


@dataclass(frozen=True)
class Asking:
    """A day, what of it is shown, and in which area."""

    day: date
    show: str = ""
    area: str = ""


def asking(given: Mapping[str, str], *, at: datetime) -> Asking:
    """What an address asks for; a day that cannot be meant is today."""
    today = day_of(at)
    try:
        day = min(date.fromisoformat(given.get("day", "")), today)
    except ValueError:
        day = today
    show = given.get("show", "")
    return Asking(day, show if show in SHOWN else "", groups.asking(given).area)


def list_patrol(user: User, asked: Asking, *, at: datetime) -> GroupSet:
    """
    The groups that were to be looked at on a day, missed ones first and of these the most neglected: with `looked`
    (whether) and `seen` (on how many of the last `DAYS` days).
    """
    found = _due(user, asked, at)
    if asked.show:
        found = found.filter(looked=asked.show == "looked")
    log = Patrol.objects.filter(group=OuterRef("pk"), day__gt=_before(asked.day), day__lte=asked.day)
    counted = log.order_by().values("group").annotate(n=Count("pk")).values("n")
    found = found.annotate(seen=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))
    ordered: GroupSet = found.select_related("area").order_by("looked", "seen", "area_code", "pk")
    return ordered


def _due(user: User, asked: Asking, at: datetime) -> Any:
    visible = groups.narrowed(groups.visible_groups(user, at=at), groups.Asking(area=asked.area), at=at)
    log = Patrol.objects.filter(group=OuterRef("pk"), day=asked.day)
    return visible.filter(opened_on__lte=asked.day).annotate(looked=Exists(log))


def _before(day: date) -> date:
    return day - timedelta(days=DAYS)


@dataclass(frozen=True)
class Day:
    """Groups to be looked at on a day and how many were; days to be looked at in `DAYS` days, and how many were."""

    due: int
    looked: int
    days_due: int
    days_looked: int

    @property
    def missed(self) -> int:
        """As long as the list of missed ones."""
        return self.due - self.looked

    @property
    def percent(self) -> int | None:
        """Of the days; rounded down, so that 100 means every one. None: there was none."""
        return self.days_looked * 100 // self.days_due if self.days_due else None


def day(user: User, asked: Asking, *, at: datetime) -> Day:
    """The figures above the list, of the same groups."""
    found = _due(user, asked, at).order_by()
    opened, before = list(found.values_list("opened_on", "looked")), _before(asked.day)
    log = Patrol.objects.filter(day__gt=before, day__lte=asked.day, group__in=found.values("pk"))
    due = sum(min(DAYS, (asked.day - since).days + 1) for since, _ in opened)
    return Day(len(opened), sum(looked for _, looked in opened), due, log.count())


@dataclass(frozen=True)
class Town:
    """A township with how many of its groups were to be looked at on a day, and how many were."""

    area: Area
    due: int
    looked: int

    @property
    def missed(self) -> int:
        """How many nobody looked at."""
        return self.due - self.looked


def by_town(user: User, asked: Asking, *, at: datetime) -> list[Town]:
    """The townships, those that missed most first: one grouped query."""
    found = _due(user, asked, at).order_by().annotate(town=Substr("area_code", 1, _TOWN)).values("town")
    lines = list(found.annotate(due=Count("pk"), done=Count("pk", filter=Q(looked=True))))
    known = Area.objects.in_bulk([f"{line['town']:0<12}" for line in lines], field_name="code")
    towns = [
        Town(known[f"{line['town']:0<12}"], line["due"], line["done"])
        for line in lines
        if f"{line['town']:0<12}" in known
    ]
    return sorted(towns, key=lambda town: (-town.missed, town.area.code))


def own_groups(user: User, *, at: datetime, all_missed: bool = False) -> Any:
    """
    What `user` is to look at today, what is still to be done first; with `all_missed` what nobody has looked at in all
    their areas, for whoever stands in for somebody.
    """
    found = groups.with_gaps(groups.visible_groups(user, at=at).filter(closed_on=None), at=at)
    if all_missed:
        found = found.filter(looked=False)
    else:
        plans = PatrolPlan.objects.filter(holding(at), person=user)
        found = found.filter(pk__in=plans.values("group_id"))
    return found.select_related("area").order_by("looked", "area_code", "pk")


def own_waiting(user: User, *, at: datetime) -> int:
    """How many of one's own list are still to be looked at today."""
    waiting: int = own_groups(user, at=at).filter(looked=False).count()
    return waiting


def looks_of(group: SupervisionGroup, *, at: datetime) -> list[tuple[date, Patrol | None]]:
    """The last days of a group, the newest first; None: nobody looked."""
    today = day_of(at)
    log = Patrol.objects.filter(group=group, day__gt=_before(today)).select_related("person")
    known = {patrol.day: patrol for patrol in log}
    days = [today - timedelta(days=n) for n in range(DAYS)]
    return [(one, known.get(one)) for one in days if one >= group.opened_on]


def patrollers(areas: Sequence[str], *, at: datetime) -> list[User]:
    """Who may look at the groups of an area, by name; nobody who is away all day."""
    found: QuerySet[User] = User.objects.none()
    for code in areas:
        found = found | accounts.holders(Permission.GROUP_PATROL, area=code, at=at)
    return list(found.distinct().order_by("name", "pk"))


@dataclass(frozen=True)
class Planned:
    """Who is to look at a group, and whether that person is away now or has left."""

    person: User
    away: bool


def planned(found: Iterable[SupervisionGroup], *, at: datetime) -> dict[int, Planned]:
    """Who is to look at each of some groups."""
    away = Absence.objects.filter(since__lte=at, until__gt=at, person=OuterRef("person"))
    plans = PatrolPlan.objects.filter(holding(at), group__in=list(found)).annotate(away=Exists(away))
    return {
        plan.group_id: Planned(plan.person, plan.away or not plan.person.is_active)
        for plan in plans.select_related("person")
    }
