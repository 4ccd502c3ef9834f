"""Who may be asked to verify findings in the areas where somebody assigns them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from mingcha.accounts.access import scope_of
from mingcha.accounts.models import Grant, User
from mingcha.accounts.permissions import ROLES, Permission
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.language import say

#: More than a person can choose from.
MOST = 500
_ROLES = tuple(role.code for role in ROLES.values() if Permission.FINDING_REVIEW in role.permissions)


def around(user: User, *, at: datetime) -> list[tuple[int, str]]:
    """
    Key and name of open accounts that may verify somewhere inside, or around, the areas where `user` assigns.

    Who has to stay away from which finding is not told here: it is found out when one is assigned.
    """
    found = _around(user, at).order_by("name").values_list("pk", "name", "office__name_zh", "office__name_en")[:MOST]
    return [(pk, f"{name} · {say(Message(zh, en or zh))}" if zh else name) for pk, name, zh, en in found]


def chosen(user: User, key: str, *, at: datetime) -> User:
    """One of those offered, by key. NotFound (`user.unknown`)."""
    found = _around(user, at).filter(pk=int(key)).first() if key.isascii() and key.isdecimal() else None
    if found is None:
        raise NotFound("user.unknown", Message("请选择核查人。", "Choose who shall verify."))
    return found


def _around(user: User, at: datetime) -> QuerySet[User]:
    scope = scope_of(user, Permission.FINDING_ASSIGN, at=at)
    above = {code for prefix in scope.prefixes for code in org.codes_above(prefix)}
    near = scope.condition("area__code") | Q(area__code__in=above)
    grants = Grant.objects.filter(near, org.holding(at), role__in=_ROLES)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True)
