"""Which office a clue belongs to, who can give the second signature, and whether there is anybody without conflict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mingcha.accounts import queries as accounts
from mingcha.accounts.access import scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.org import queries as org
from mingcha.org.calendar import day_of
from mingcha.org.models import Office

_DIGITS = 12


@dataclass(frozen=True)
class Route:
    """
    The office that takes the clue; the code that a scope must hold to see it, and to give the second signature.
    """

    office: Office
    reach: str
    signed_over: str


def route_for(area_code: str, keys: Collection[int], *, by: User, at: datetime) -> Route | None:
    """
    The nearest commission that the clue does not name, neither by its own key nor by one of its people: what concerns a
    body itself goes straight up (检举控告工作规则 第十五条), and then nobody below the next commission sees it.

    None: there is no such commission, or nobody who could give the second signature without conflict.
    """
    named = accounts.offices_named(keys)
    offices = org.commissions_over(area_code, on=day_of(at))
    office = next((o for o in offices if o.pk not in named), None)
    if office is None:
        return None
    reach = area_code if office == offices[0] else office.area.code
    scope = scope_of(by, Permission.CLUE_PROPOSE, at=at)
    wide = min([office.area.prefix, *(p for p in scope.prefixes if area_code.startswith(p))], key=len)
    route = Route(office, reach, wide.ljust(_DIGITS, "0"))
    return route if deciders(route, keys, by=by, at=at) else None


def deciders(route: Route, keys: Collection[int], *, by: User, at: datetime) -> list[User]:
    """Who could give the second signature on what `by` proposes."""
    away = accounts.recused_users(keys, at=at)
    able = accounts.holders(Permission.CLUE_CONFIRM, area=route.signed_over, at=at).exclude(pk__in=away)
    return [user for user in able.exclude(pk=by.pk) if not _below(user, by)]


def _below(user: User, by: User) -> bool:
    return user.office is not None and by.office_id is not None and by.office_id in org.offices_above(user.office)


def owners(reach: str, keys: Collection[int], *, at: datetime) -> QuerySet[User]:
    """Who may own a clue: reads clues over all of its reach, and stays away from nobody it names."""
    away = accounts.recused_users(keys, at=at)
    return accounts.holders(Permission.CLUE_READ, area=reach, at=at).exclude(pk__in=away).order_by("name", "pk")
