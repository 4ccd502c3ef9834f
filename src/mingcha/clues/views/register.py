"""The register, one clue, and its clock."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, looked
from mingcha.accounts.permissions import Permission
from mingcha.clues import access, numbering, queries, routing
from mingcha.clues.forms import ConfirmForm, DeclineForm
from mingcha.clues.models import Clue
from mingcha.clues.states import CLUE, LEVELS
from mingcha.clues.views.asking import guarded
from mingcha.deadlines import queries as deadlines
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import NotFound


@guarded
@require_GET
def clue_list(request: Asked) -> HttpResponse:
    """The register as far as the reader may see it, filtered."""
    at = wall_clock()
    accounts.check(request.user, Permission.CLUE_READ, at=at)
    asked = queries.asking(request.GET)
    page = Paginator(queries.list_clues(request.user, asked, at=at), PAGE).get_page(request.GET.get("page"))
    clues, clocks = list(page), queries.open_clocks(page)
    reader, scope = numbering.reader(request.user, at=at), accounts.scope_of(request.user, Permission.CLUE_READ, at=at)
    lines = [
        {
            "clue": clue,
            "called": reader.calls(clue),
            "inside": scope.holds(clue.reach),
            "lamp": clocks[clue.public_id].lamp(at) if clue.public_id in clocks else None,
            "due_on": clocks[clue.public_id].due_on if clue.public_id in clocks else None,
        }
        for clue in clues
    ]
    given = request.GET.copy()
    given.pop("page", None)
    known = {
        "asked": asked,
        "page": page,
        "lines": lines,
        "query": f"&{given.urlencode()}" if given else "",
        "states": CLUE.states.items(),
        "levels": LEVELS.items(),
        "decides": accounts.can(request.user, Permission.CLUE_CONFIRM, at=at),
        "reads_findings": accounts.can(request.user, Permission.FINDING_READ, at=at),
    }
    looked(request, "clue.listed", detail={**asked.words(), "rows": len(lines)})
    return render(request, "clues/list.html", known)


@guarded
@require_GET
def clue_page(request: Asked, public_id: str) -> HttpResponse:
    """Everything about one clue."""
    return show_clue(request, access.clue_for(request.user, public_id, at=wall_clock()))


def show_clue(
    request: Asked, clue: Clue, *, confirm: ConfirmForm | None = None, decline: DeclineForm | None = None
) -> HttpResponse:
    """The page of a clue that the reader may see, with its forms as far as they may decide."""
    at, user = wall_clock(), request.user
    clock = queries.open_clocks([clue]).get(clue.public_id)
    done, looks = queries.history(clue)
    decides = queries.to_decide(user, at=at).filter(pk=clue.pk).exists()
    scope = accounts.scope_of(user, Permission.CLUE_READ, at=at)
    known: dict[str, Any] = {
        "clue": clue,
        "called": numbering.reader(user, at=at).calls(clue),
        "inside": scope.holds(clue.reach),
        "sources": list(clue.sources.all()),
        "clock": clock,
        "lamp": clock.lamp(at) if clock else None,
        "done": done,
        "looks": looks if user.pk == clue.owner_id or _oversees(request, clue) else None,
        "reads_findings": accounts.can(user, Permission.FINDING_READ, at=at, area=clue.area_code),
    }
    if decides:
        known["confirm"] = confirm or confirm_form(clue)
        known["decline"] = decline or DeclineForm()
    looked(request, "clue.viewed", clue.audit_name)
    return render(request, "clues/clue.html", known)


def _oversees(request: Asked, clue: Clue) -> bool:
    """Whether the reader may know who else has looked: those who decide over it."""
    return accounts.can(request.user, Permission.CLUE_CONFIRM, at=wall_clock(), area=clue.signed_over)


def confirm_form(clue: Clue, data: Any = None) -> ConfirmForm:
    """The form with the people who may own the clue."""
    keys = list(clue.keys.values_list("key", flat=True))
    owners = routing.owners(clue.reach, keys, at=wall_clock())
    return ConfirmForm(data, owners=owners, initial={"level": clue.level})


@guarded
@require_GET
def clue_clock(request: Asked, public_id: str) -> HttpResponse:
    """Why the clue is due when it is due. By the id of the clue: numbers of clocks count clues."""
    at = wall_clock()
    clue = access.clue_for(request.user, public_id, at=at)
    clock = queries.open_clocks([clue]).get(clue.public_id)
    if clock is None:
        raise NotFound("clue.unknown", access.UNKNOWN)
    looked(request, "clue.clock_viewed", clue.audit_name)
    return render(request, "deadlines/clock.html", deadlines.page_of(clock, at=at))


@guarded
@require_GET
def clue_of_finding(request: Asked, number: str) -> HttpResponse:
    """From a finding to its clue, for those who may see it."""
    found = access.visible_clues(request.user, at=wall_clock()).exclude(state="declined")
    clue = found.filter(sources__kind="finding", sources__reference=number).first()
    if clue is None:
        raise NotFound("clue.unknown", access.UNKNOWN)
    return redirect("clue", clue.public_id)
