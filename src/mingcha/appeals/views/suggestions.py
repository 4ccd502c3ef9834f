"""The card of the model that suggests: what it learned from, how often it is right, how often people agree."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked
from mingcha.appeals import access
from mingcha.appeals.suggesting import speaking
from mingcha.appeals.views.asking import guarded
from mingcha.kernel.clock import wall_clock


@guarded
@require_GET
def suggestions(request: Asked) -> HttpResponse:
    """The card."""
    accounts.check_any(request.user, *access.OPENING, at=wall_clock())
    looked(request, "suggestion.viewed")
    return render(request, "appeals/suggestions.html", speaking.card_page())
