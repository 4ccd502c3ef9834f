"""Other findings that name the same people and bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, When

from mingcha.accounts.models import User
from mingcha.matching import access
from mingcha.matching.models import Finding, FindingKey

MOST = 10
#: A finding that names more than so many is about a crowd; what it shares with others says little.
MOST_KEYS = 50
#: Findings sharing a name that are looked up one by one; more are found soon along the index of the list.
FEW = 5_000
_REST = ("strength", "-amount_fen", "number")


def to(finding: Finding, user: User, *, at: datetime) -> Sequence[Finding]:
    """Up to ten, among those that `user` may see, the strongest first."""
    keys = list(FindingKey.objects.filter(finding=finding).values_list("key", flat=True)[: MOST_KEYS + 1])
    if len(keys) > MOST_KEYS:
        return []
    named = FindingKey.objects.filter(key__in=keys).values_list("finding_id", flat=True)
    few = list(named[: FEW + 1])
    order: tuple[Any, ...] = ("excluded", *_REST)
    seen = access.visible_findings(user, at=at).exclude(pk=finding.pk)
    if len(few) > FEW:
        found = seen.filter(pk__in=named)
    else:
        # Ordered by an expression that no index has: a database would walk the index of the list over everything,
        # looking for the few that share a name, where sorting these takes no time.
        found, order = seen.filter(pk__in=few), (Case(When(excluded=True, then=1), default=0), *_REST)
    first = list(found.order_by(*order).values_list("pk", flat=True)[:MOST])
    return list(seen.filter(pk__in=first).select_related("rule", "text").order_by(*order))
