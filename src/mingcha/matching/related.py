"""Other findings that name the same people and bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mingcha.accounts.models import User
from mingcha.matching import access
from mingcha.matching.models import Finding, FindingKey

MOST = 10
#: A finding that names more than so many is about a crowd; what it shares with others says little.
MOST_KEYS = 50


def to(finding: Finding, user: User, *, at: datetime) -> Sequence[Finding]:
    """Up to ten, among those that `user` may see, the strongest first."""
    keys = list(FindingKey.objects.filter(finding=finding).values_list("key", flat=True)[: MOST_KEYS + 1])
    if len(keys) > MOST_KEYS:
        return []
    shared = FindingKey.objects.filter(key__in=keys).values("finding_id")
    found = access.visible_findings(user, at=at).filter(pk__in=shared).exclude(pk=finding.pk)
    return list(found.select_related("rule", "text").order_by("excluded", "strength", "-amount_fen", "number")[:MOST])
