"""The page of one finding, and what can be done on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked
from mingcha.accounts.permissions import Permission
from mingcha.attachments import operations as attachments
from mingcha.attachments.access import attachment_for
from mingcha.attachments.arriving import ArrivedFile, receiving
from mingcha.attachments.queries import beside
from mingcha.attachments.serving import served
from mingcha.deadlines import queries as deadlines
from mingcha.engine.results.wording import CONFIRMED
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Denied, MingchaError, NotFound
from mingcha.kernel.messages import Message
from mingcha.matching import (
    access,
    catalogue,
    graph,
    identities,
    operations,
    places,
    related,
    showing,
    verifiers,
    verifying,
)
from mingcha.matching.models import Finding
from mingcha.matching.states import FINDING, VERDICTS
from mingcha.matching.views.asking import guarded
from mingcha.org.language import say

#: Evidence rows of the page; the others are one click away.
ROWS = 24
#: Dates of the timeline that are in sight; the others unfold.
MOMENTS = 12


@guarded
@require_GET
def finding_page(request: Asked, number: str) -> HttpResponse:
    """Everything that speaks for and against it."""
    return _show(request, number, {})


def _show(request: Asked, number: str, typed: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The page, with a verdict that was `typed` and could not be recorded: its words, and `refused`, why not."""
    at = wall_clock()
    finding = access.finding_for(request.user, number, at=at)
    rule = catalogue.rule_of(finding.rule)
    moments = showing.timeline(rows := showing.evidence_of(finding))
    shown = rows if request.GET.get("rows") == "all" else rows[:ROWS]
    clock = verifying.clocks_of([number]).get(number)
    reviews = list(finding.reviews.select_related("by", "rule"))
    files = beside([review.audit_name for review in reviews])
    known = {
        "finding": finding,
        "rule": rule,
        "rows": shown,
        "left": len(rows) - len(shown),
        "moments": moments[:MOMENTS],
        "moments_more": moments[MOMENTS:],
        "typed": typed,
        "exclusions": showing.exclusions_of(finding, rule),
        "parameters": showing.parameters_of(finding, rule),
        "area": places.names_of([finding.area]).get(finding.area),
        "reviews": [(review, files.get(review.audit_name, [])) for review in reviews],
        "most": {"files": settings.ATTACHMENTS_MOST, "megabytes": settings.ATTACHMENT_BYTES // 1_000_000},
        "comments": finding.comments.select_related("by"),
        "related": related.to(finding, request.user, at=at),
        "clock": clock,
        "lamp": clock.lamp(at) if clock else None,
        "may": _may(request, finding),
        "verdicts": VERDICTS.items(),
    }
    looked(request, "finding.viewed", finding.audit_name)
    return render(request, "matching/finding.html", known, status=status)


@guarded
@require_GET
def finding_clock(request: Asked, number: str) -> HttpResponse:
    """Why its verification is due when it is due."""
    at = wall_clock()
    finding = access.finding_for(request.user, number, at=at)
    clock = verifying.clocks_of([number]).get(number)
    if clock is None:
        raise NotFound("clock.unknown", Message("这条疑点没有正在计时的时限。", "No clock runs for this finding."))
    looked(request, "finding.clock_viewed", finding.audit_name)
    return render(request, "deadlines/clock.html", deadlines.page_of(clock, at=at))


def _may(request: Asked, finding: Finding) -> dict[str, Any]:
    """Forms that make sense; the operations decide."""
    at, area = wall_clock(), finding.area_code

    def can(permission: Permission) -> bool:
        return accounts.can(request.user, permission, at=at, area=area)

    assigns = can(Permission.FINDING_ASSIGN) and FINDING.allows("assigned", finding.state)
    return {
        "review": can(Permission.FINDING_REVIEW) and FINDING.allows("reviewed", finding.state),
        "assign": verifiers.around(request.user, at=at) if assigns else [],
        "release": can(Permission.FINDING_ASSIGN) and finding.state == "assigned",
        "unmask": can(Permission.IDENTITY_UNMASK),
        "rule": accounts.can(request.user, Permission.RULE_READ, at=at),
        "propose": can(Permission.CLUE_PROPOSE) and finding.state == "reviewed" and finding.verdict in CONFIRMED,
        "clue": can(Permission.CLUE_READ) and finding.state == "promoted",
    }


@guarded
@require_GET
def finding_graph(request: Asked, number: str) -> HttpResponse:
    """The people, bodies and accounts around it; fetched by the page, because it asks the sealed files."""
    finding = access.finding_for(request.user, number, at=wall_clock())
    drawn = graph.graph_of(finding, showing.evidence_of(finding))
    looked(request, "finding.graph_viewed", finding.audit_name)
    known = {"finding": finding, "graph": drawn, "drawn": _for_script(drawn), "kinds": graph.KINDS}
    return render(
        request, "matching/_graph.html" if request.headers.get("HX-Request") else "matching/graph.html", known
    )


def _for_script(drawn: graph.Graph) -> dict[str, Any]:
    return {
        "kinds": [say(title) for title in graph.KINDS.values()],
        "nodes": [
            {"name": node.label, "kind": list(graph.KINDS).index(node.kind), "rows": node.rows} for node in drawn.nodes
        ],
        "links": [
            {"source": link.source, "target": link.target, "name": " · ".join(say(d) for d in link.datasets)}
            for link in drawn.links
        ],
    }


@csrf_exempt  # checked in `_record`: the token may be read only after it is known where the files go
@guarded
@require_POST
def finding_verdict(request: Asked, number: str) -> HttpResponse:
    """What verification found. Who may not verify it is turned away before a byte of a file is read."""
    access.finding_for(request.user, number, to=Permission.FINDING_REVIEW, at=wall_clock())
    with receiving(request, settings.ATTACHMENT_BYTES * settings.ATTACHMENTS_MOST):
        return _record(request, number)


@csrf_protect
def _record(request: Asked, number: str) -> HttpResponse:
    given, at = request.POST, wall_clock()
    received = [file.received for file in request.FILES.getlist("files") if isinstance(file, ArrivedFile)]
    try:
        operations.record_verdict(
            number=number,
            verdict=given.get("verdict", ""),
            note=given.get("note", ""),
            evidence_digest=given.get("evidence", ""),
            seen=given.get("seen"),
            files=attachments.check_files(files=received, by=request.user, at=at),
            by=request.user,
            at=at,
        )
    except (NotFound, Denied):
        raise
    except MingchaError as error:  # what was typed stays: another file is chosen, or a word mended
        typed = {"verdict": given.get("verdict", ""), "note": given.get("note", ""), "refused": error}
        return _show(request, number, typed, status=409)
    return redirect("finding", number)


@guarded
@require_GET
def finding_file(request: Asked, number: str, file: str) -> HttpResponse:
    """A file beside one of its verdicts."""
    at = wall_clock()
    finding = access.finding_for(request.user, number, at=at)
    attachment = attachment_for(file, owners=[review.audit_name for review in finding.reviews.all()])
    return served(attachment, by=request.user, at=at)


@guarded
@require_POST
def finding_comment(request: Asked, number: str) -> HttpResponse:
    """A comment."""
    operations.comment_on(number=number, text=request.POST.get("text", ""), by=request.user, at=wall_clock())
    return redirect("finding", number)


@guarded
@require_POST
def finding_assign(request: Asked, number: str) -> HttpResponse:
    """Gives it to somebody, or takes it back when nobody is chosen."""
    at = wall_clock()
    if request.POST.get("release"):
        operations.release_finding(number=number, seen=request.POST.get("seen"), by=request.user, at=at)
        return redirect("finding", number)
    to = verifiers.chosen(request.user, request.POST.get("to", ""), at=at)
    operations.assign_finding(number=number, to=to, seen=request.POST.get("seen"), by=request.user, at=at)
    return redirect("finding", number)


@guarded
@require_POST
def finding_unmask(request: Asked, number: str) -> HttpResponse:
    """One value whole, for a minute."""
    row, column = request.POST.get("row", ""), request.POST.get("column", "")
    plain = identities.reveal_value(
        number=number,
        row=int(row) if row.isdecimal() else -1,
        column=column,
        reason=request.POST.get("reason", ""),
        by=request.user,
        at=wall_clock(),
    )
    page = "matching/_plain.html" if request.headers.get("HX-Request") else "matching/plain.html"
    known = {"number": number, "plain": plain, "row": row, "column": column, "seconds": identities.SHOWN_SECONDS}
    response = render(request, page, known)
    if not request.headers.get("HX-Request"):
        response.headers["Refresh"] = f"{identities.SHOWN_SECONDS}; url=/findings/{number}/"
    return response
