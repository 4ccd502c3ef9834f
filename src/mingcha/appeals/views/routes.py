"""Who answers for what, where: the gaps first; and setting it, area by area."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.appeals import coverage, operations
from mingcha.appeals.forms import RouteForm
from mingcha.appeals.views.asking import guarded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.org import queries as org

_FIELDS = {"appeal.reason": "reason", "appeal.identifier": "reason", "route.post": "post", "route.same": "post"}


@guarded
@require_GET
def routes(request: Asked) -> HttpResponse:
    """The desks of one's area, those with nobody at them first."""
    at = wall_clock()
    accounts.check(request.user, Permission.ROUTE_MANAGE, at=at)
    desks = coverage.desks_in(accounts.scope_of(request.user, Permission.ROUTE_MANAGE, at=at), at=at)
    gaps = sum(desk.is_gap for desk in desks)
    looked(request, "route.listed", detail={"rows": len(desks)})
    return render(request, "appeals/routes.html", {"desks": desks, "gaps": gaps, "kept": len(desks) - gaps})


@guarded
@require_http_methods(["GET", "POST"])
def route_area(request: Asked, code: str) -> HttpResponse:
    """Who answers in one area, category by category, and the form to change it."""
    at = wall_clock()
    accounts.check(request.user, Permission.ROUTE_MANAGE, at=at, area=code)
    area = org.get_area(code)
    form = RouteForm(request.POST or None, posts=coverage.posts_around(area))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_route(area=area, **form.cleaned_data, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("Set. It holds for whatever comes in from now on."))
            return redirect("route_area", code)
    looked(request, "route.listed", detail={"area": code})
    known = {"area": area, "form": form, "lines": coverage.lines_of(area, at=at)}
    return render(request, "appeals/route_area.html", known)
