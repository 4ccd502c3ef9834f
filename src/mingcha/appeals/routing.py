"""
Whose turn it is: area and category lead to a post, the post to whoever acts in it, and past everybody with a conflict.

The ladder of an area is its desks (routes without a category) from the narrowest area up. It never ends in nobody:
behind the last desk stand those who supervise the area by role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mingcha.accounts import queries as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals.models import Category, Route
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.models import DutyPost
from mingcha.org.queries import OnDuty

#: One of these has whoever answers, and whoever sees to it: another who holds a post could not open it.
ANSWERS = (Permission.APPEAL_HANDLE, Permission.APPEAL_READ)
SUPERVISES = (Permission.APPEAL_SUPERVISE,)


@dataclass(frozen=True)
class Turn:
    """Who has to act: the route and post that led there (None: by role), and whether anybody was passed over."""

    owner: User
    post: DutyPost | None = None
    route: Route | None = None
    passed_over: bool = False


def answering(area_code: str, category: Category | None, keys: Collection[int], *, at: datetime) -> Turn:
    """Who answers for a category in an area: the narrowest route for it, else the desks. Refused `appeal.nobody`."""
    return _first([*_routes(area_code, category, at), *ladder(area_code, at=at)], area_code, keys, ANSWERS, at)


def climbing(area_code: str, above: DutyPost | None, keys: Collection[int], *, at: datetime) -> Turn:
    """
    Who sees to an appeal when the post `above` did not, or (None) to begin with: the next desk of the ladder that is
    not the post itself. At the top it stays with the top. Refused `appeal.nobody`.
    """
    desks = ladder(area_code, at=at)
    posts = [desk.post_id for desk in desks]
    behind = posts.index(above.pk) + 1 if above and above.pk in posts else 0
    return _first(desks[behind:] or desks[-1:], area_code, keys, SUPERVISES, at)


def named_in(text: str, area_code: str, *, at: datetime) -> frozenset[int]:
    """
    The pseudonyms of those whose name stands in a text, among whoever could answer or see to it in an area: a desk does
    not receive what is about itself. An account without identity number has none and is not found.
    """
    able = accounts.holders(*ANSWERS, *SUPERVISES, area=area_code, at=at).filter(person_key__isnull=False)
    known = able.values_list("name", "person_key")
    return frozenset(key for name, key in known if key is not None and len(name) > 1 and name in text)


def ladder(area_code: str, *, at: datetime) -> list[Route]:
    """The desks of an area, the nearest first."""
    return list(_routes(area_code, None, at))


def route_for(area_code: str, category: Category | None, *, at: datetime) -> Route | None:
    """The narrowest route that would be taken, whoever acts in it; for a category without one the nearest desk."""
    own = next(_routes(area_code, category, at), None)
    return own or next(_routes(area_code, None, at), None)


def _routes(area_code: str, category: Category | None, at: datetime) -> Iterator[Route]:
    known = running(at).filter(area__code__in=org.codes_above(area_code), category=category)
    yield from sorted(known, key=lambda route: -len(route.area.prefix))


def running(at: datetime) -> QuerySet[Route]:
    """The routes that hold at a moment."""
    found = Route.objects.filter(org.holding(at), post__closed_at=None)
    return found.select_related("area", "category", "post__office__area")


def acting_in(
    post: DutyPost,
    keys: Collection[int] = (),
    *,
    area_code: str,
    permissions: Collection[Permission] = ANSWERS,
    at: datetime,
) -> OnDuty | None:
    """Who acts in an open post and may do so in an area, in a matter of the pseudonyms; None when it is closed."""
    able = accounts.holders(*permissions, area=area_code, at=at)
    acting = accounts.who_acts(post.office, keys, able=able, at=at)
    return next((one for one in acting if one.post.pk == post.pk), None)


def is_named(post: DutyPost, keys: Collection[int]) -> bool:
    """Whether a matter names the office of a post or one above it."""
    named = accounts.offices_named(keys)
    return post.office_id in named or bool(named & set(org.offices_above(post.office)))


def _first(
    routes: Collection[Route], area_code: str, keys: Collection[int], needs: Collection[Permission], at: datetime
) -> Turn:
    """The first route whose office is not named and where somebody without conflict acts; else a supervisor by role."""
    named, passed = accounts.offices_named(keys), False
    for route in routes:
        if named and not named.isdisjoint((route.post.office_id, *org.offices_above(route.post.office))):
            passed = True
            continue
        acting = acting_in(route.post, keys, area_code=area_code, permissions=needs, at=at)
        if acting is None or acting.duty is None:
            passed = True
            continue
        passed = passed or any(why == "recused" for _, why in acting.passed_over)
        return Turn(acting.duty.person, route.post, route, passed)
    away = accounts.recused_users(keys, at=at)
    able = accounts.holders(Permission.APPEAL_SUPERVISE, area=area_code, at=at)
    free = able.exclude(pk__in=away).exclude(office__in=named).order_by(org.is_absent("pk", at=at), "pk").first()
    if free is None:
        raise Refused(
            "appeal.nobody",
            Message(
                "本地还没有设置诉求值班岗位，也没有可以接手的监督人员。请联系当地纪检监察机关。",
                "No desk for appeals is set up here and nobody supervises the area. Ask the local commission.",
            ),
        )
    return Turn(free, passed_over=True)
