"""Pages of clocks and promises."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.accounts.access import can, check
from mingcha.accounts.asking import Asked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.deadlines import access, operations, queries
from mingcha.deadlines.forms import PromiseForm
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of

_FIELDS = {
    "promise.amount": "amount",
    "promise.ladder": "ladder",
    "promise.overlap": "since",
    "promise.no_citation": "citation",
}


@login_required
@require_GET
def clock_page(request: Asked, clock_id: int) -> HttpResponse:
    """Why something is due when it is due, day by day."""
    at = wall_clock()
    clock = access.clock_for(request.user, clock_id, at=at)
    return render(request, "deadlines/clock.html", queries.page_of(clock, at=at))


@login_required
@require_GET
def promise_list(request: Asked) -> HttpResponse:
    """Every promise with its terms and basis, old versions beneath the new one."""
    at = wall_clock()
    manages = can(request.user, Permission.DEADLINE_MANAGE, at=at)
    known = {"promises": queries.list_promises(), "today": day_of(at), "manages": manages}
    return render(request, "deadlines/promise_list.html", known)


@login_required
@require_http_methods(["GET", "POST"])
def promise_change(request: Asked, code: str) -> HttpResponse:
    """A new version of a promise."""
    at = wall_clock()
    check(request.user, Permission.DEADLINE_MANAGE, at=at)
    old = queries.get_promise(code, on=day_of(at))
    given = {
        name: getattr(old, name) for name in ("title_zh", "title_en", "amount", "unit", "rolls", "warn", "citation")
    }
    form = PromiseForm(request.POST or None, initial=given | {"ladder": ", ".join(map(str, old.ladder))})
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_promise(
                code=code,
                title=Message(form.cleaned_data["title_zh"], form.cleaned_data["title_en"]),
                terms=form.terms(),
                citation=form.cleaned_data["citation"],
                since=form.cleaned_data["since"],
                by=request.user,
                at=at,
            )
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The new version is stored. Clocks that run already keep their terms."))
            return redirect("promises")
    return render(request, "deadlines/promise_form.html", {"form": form, "promise": old})
