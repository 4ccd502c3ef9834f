"""A filled database, and what clients need to know of it. Imported inside."""

from __future__ import annotations

from typing import Any

from bench.voice import filling
from bench.web.known import session_of
from mingcha.accounts.models import User
from mingcha.appeals.models import Appeal
from mingcha.org.models import Area

#: Whose pages are looked at meanwhile.
LEVELS = ("township", "county", "city")


def work(appeals: int, running: int) -> dict[str, Any]:
    """Fills; by reader the session and some appeals; a village for callbacks."""
    filling.fill(appeals, running)
    village = Area.objects.filter(level="village", code__startswith="4304").order_by("code").first()
    assert village is not None
    known: dict[str, Any] = {"village": village.code}
    for level in LEVELS:
        user = User.objects.filter(username__startswith=level).order_by("username").first()
        assert user is not None and user.office is not None
        seen = Appeal.objects.all().for_system("bench").filter(area_code__startswith=user.office.area.prefix)
        numbers = seen.order_by("-pk").values_list("public_id", flat=True)[:60]
        known[level] = {"session": session_of(user), "numbers": list(numbers)}
    return known
