"""The list of findings: filters, pages, assignment of many at once; the overview with its tiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked
from mingcha.accounts.permissions import Permission
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.messages import Message
from mingcha.matching import access, operations, overview, places, queries, verifiers, verifying
from mingcha.matching.models import RuleVersion
from mingcha.matching.states import FINDING, PRESENCE, VERDICTS
from mingcha.matching.views.asking import guarded


@guarded
@require_GET
def finding_list(request: Asked) -> HttpResponse:
    """The findings that the reader may see, as filtered."""
    at = wall_clock()
    accounts.check(request.user, Permission.FINDING_READ, at=at)
    asked = queries.asking(request.GET)
    found = queries.filtered(access.visible_findings(request.user, at=at), asked, request.user.pk, at=at)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = queries.page_of(found, asked, after=after, before=before)
    assigns = accounts.can(request.user, Permission.FINDING_ASSIGN, at=at)
    clocks = verifying.clocks_of(row.number for row in page.rows if row.state == "assigned")
    for row in page.rows:
        row.clock = clocks.get(row.number)
        row.lamp = row.clock.lamp(at) if row.clock else None
    known = {
        "asked": asked,
        "page": page,
        "length": queries.length_of(found, asked, request.user, at=at),
        "areas": places.names_of(row.area for row in page.rows),
        "choices": _choices(request, asked),
        "query": _query(request),
        "filtered": bool(_query(request)),
        "assigns": assigns,
        "verifiers": verifiers.around(request.user, at=at) if assigns else [],
        "reviews": accounts.can(request.user, Permission.FINDING_REVIEW, at=at),
        "exports": accounts.can(request.user, Permission.FINDING_EXPORT, at=at),
    }
    looked(request, "finding.listed", detail={**asked.words(), "rows": len(page.rows)})
    return render(request, "matching/list.html", known)


def _query(request: Asked) -> str:
    """The filters of the address, without the marks of a page."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


def _choices(request: Asked, asked: queries.Asking) -> dict[str, Any]:
    """What the filters offer."""
    scope = accounts.scope_of(request.user, Permission.FINDING_READ, at=wall_clock())
    county = asked.equal.get("county", "")
    rules = RuleVersion.objects.filter(state__in=("approved", "suspended")).defer("text", "cases")
    return {
        "counties": [(str(code), name) for code, name in places.counties_in(scope)],
        "townships": [(str(code), name) for code, name in places.townships_in(scope, int(county))] if county else [],
        "rules": [(rule.rule_id, str(rule)) for rule in rules],
        "states": FINDING.states.items(),
        "presences": PRESENCE.items(),
        "verdicts": VERDICTS.items(),
        "orders": ORDER_NAMES.items(),
        "strengths": [(letter, letter) for letter in ("A", "B", "C")],
        "lamps": queries.LAMPS.items(),
    }


ORDER_NAMES = {
    "weight": Message("强度、金额", "strength, amount"),
    "amount": Message("金额从大到小", "amount, largest first"),
    "area": Message("地区", "area"),
}


@guarded
@require_POST
def findings_assign(request: Asked) -> HttpResponse:
    """Assigns the rows ticked, or all rows of the page, and tells one by one what could not be."""
    at = wall_clock()
    accounts.check(request.user, Permission.FINDING_ASSIGN, at=at)
    numbers = request.POST.getlist("shown" if request.POST.get("all") else "number")
    to = verifiers.chosen(request.user, request.POST.get("to", ""), at=at)
    seen = dict(zip(request.POST.getlist("shown"), request.POST.getlist("standing"), strict=False))
    result = operations.assign_findings(numbers=numbers, to=to, seen=seen, by=request.user, at=at)
    return render(
        request, "matching/assigned.html", {"to": to, "result": result, "query": request.POST.get("query", "")}
    )


@guarded
@require_POST
def findings_release(request: Asked) -> HttpResponse:
    """Takes back what was just assigned."""
    at = wall_clock()
    accounts.check(request.user, Permission.FINDING_ASSIGN, at=at)
    for number in request.POST.getlist("number")[: operations.MOST_AT_ONCE]:
        operations.release_finding(number=number, by=request.user, at=at)
    return render(request, "matching/assigned.html", {"released": True, "query": request.POST.get("query", "")})


@guarded
@require_GET
def findings_overview(request: Asked) -> HttpResponse:
    """Tiles and charts; each number opens the rows that it counts."""
    at = wall_clock()
    accounts.check(request.user, Permission.FINDING_READ, at=at)
    known = {"overview": overview.of(request.user, at=at), "at": at}
    looked(request, "finding.overview_viewed")
    return render(request, "matching/overview.html", known)
