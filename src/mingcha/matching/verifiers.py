"""Who may be asked to verify findings in the areas where somebody assigns them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from mingcha.accounts.access import scope_of
from mingcha.accounts.models import Grant, User
from mingcha.accounts.permissions import ROLES, Permission

#: More than a person can choose from.
MOST = 500
_ROLES = tuple(role.code for role in ROLES.values() if Permission.FINDING_REVIEW in role.permissions)


def around(user: User, *, at: datetime) -> list[User]:
    """
    Open accounts that may verify somewhere inside, or around, the areas where `user` assigns.

    Who has to stay away from which finding is not told here: it is found out when one is assigned.
    """
    scope = scope_of(user, Permission.FINDING_ASSIGN, at=at)
    above = {p[:digits].ljust(12, "0") for p in scope.prefixes for digits in (2, 4, 6, 9)}
    near = scope.condition("area__code") | Q(area__code__in=above)
    running = Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))
    grants = Grant.objects.filter(near, running, role__in=_ROLES)
    found = User.objects.filter(pk__in=grants.values("user_id"), is_active=True).select_related("office")
    return list(found.order_by("name")[:MOST])
