"""What every page knows: the menu of this user, and whether this is a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mingcha.accounts.access import permissions_of
from mingcha.kernel.clock import wall_clock
from mingcha.web.menu import menu_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """`menu`: the groups of entries that this user may open; `demo`."""
    if not request.user.is_authenticated:
        return {"menu": (), "demo": settings.DEMO}
    held = permissions_of(request.user, at=wall_clock())
    return {"menu": menu_for(held), "demo": settings.DEMO}
