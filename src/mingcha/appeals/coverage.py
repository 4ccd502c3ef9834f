"""Who answers where: desks with their gaps first, and the routes of one area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mingcha.accounts import queries as accounts
from mingcha.accounts.access import Scope
from mingcha.appeals import routing
from mingcha.appeals.models import Category, Route
from mingcha.appeals.queries import list_categories
from mingcha.org import queries as org
from mingcha.org.calendar import day_of
from mingcha.org.models import Area, DutyPost
from mingcha.org.queries import OnDuty

_COUNTY = 6


@dataclass(frozen=True)
class Desk:
    """The desk of an area: its office and who acts in it now; None where there is none, "" where nobody acts."""

    area: Area
    office: str | None
    person: str

    @property
    def is_gap(self) -> bool:
        """Whether whoever asks here is answered from further up only."""
        return self.office is None or not self.person


def desks_in(scope: Scope, *, at: datetime) -> list[Desk]:
    """The townships and counties of a scope, those without somebody at a desk of their own first."""
    areas = Area.objects.filter(scope.condition("code"), level__in=("county", "township"))
    areas = areas.filter(Q(valid_to=None) | Q(valid_to__gte=day_of(at))).order_by("code")
    routes = {route.area_id: route for route in routing.running(at).filter(category=None, area__in=areas)}
    acting = _acting({route.post for route in routes.values()}, at)
    found = [_desk(area, routes.get(area.pk), acting) for area in areas]
    return sorted(found, key=lambda desk: (not desk.is_gap, desk.area.code))


def _acting(posts: set[DutyPost], at: datetime) -> dict[int, OnDuty]:
    able = set(accounts.holders(*routing.ANSWERS, area=None, at=at).values_list("pk", flat=True))
    return {one.post.pk: one for one in org.acting_in(posts, at=at, able=able)}


def _desk(area: Area, route: Route | None, acting: dict[int, OnDuty]) -> Desk:
    if route is None:
        return Desk(area, None, "")
    one = acting.get(route.post_id)
    return Desk(area, route.post.office.name, one.duty.person.name if one and one.duty else "")


@dataclass(frozen=True)
class Line:
    """Who answers for a category in an area, from which area that comes, and since when and why."""

    category: Category | None
    route: Route | None


def lines_of(area: Area, *, at: datetime) -> list[Line]:
    """Every category, the desk first."""
    return [Line(one, routing.route_for(area.code, one, at=at)) for one in (None, *list_categories())]


def posts_around(area: Area) -> list[DutyPost]:
    """Open posts of the offices of the county and above it: who could answer in an area."""
    county = area.code[:_COUNTY]
    near = Q(office__area__code__startswith=county) | Q(office__area__code=f"{area.code[:4]:0<12}")
    found = DutyPost.objects.filter(near, closed_at=None, office__valid_to=None).select_related("office__area")
    return list(found.order_by("office__area__code", "office__name_zh", "title_zh"))
