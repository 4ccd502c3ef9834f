"""The auditor's pages: who did what, who looked at whom, and whether the chain is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access
from mingcha.accounts.asking import Asked
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.audit import queries
from mingcha.audit.actions import ACTIONS, wording
from mingcha.audit.exchange import problem_message
from mingcha.audit.models import AuditAnchor, AuditRecord
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.messages import Message
from mingcha.org.language import say
from mingcha.web.trail_words import TrailWords

_PAGE = 100
_MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Line:
    """A record as it is shown."""

    record: AuditRecord
    action: Message
    actor: str
    subject: str
    detail: str


@login_required
@require_GET
def trail(request: Asked) -> HttpResponse:
    """Records by action, actor, subject and day, the newest first. Looking is a record too."""
    at, user = wall_clock(), request.user
    access.check(user, Permission.AUDIT_READ, at=at)
    asked = {name: request.GET.get(name, "").strip() for name in ("action", "actor", "subject", "since")}
    before = request.GET.get("before", "")
    found = list(
        queries.trail(
            action=asked["action"],
            actor=_actor(asked["actor"]),
            subject=asked["subject"],
            since=_midnight(asked["since"]),
            before=int(before) if before.isdecimal() else None,
        )[: _PAGE + 1]
    )
    audit.record("audit.searched", by=user, at=at, detail={k: v for k, v in asked.items() if v})
    known = {
        "lines": _lines(found[:_PAGE]),
        "asked": asked,
        "filtered": any(asked.values()),
        "older": found[_PAGE - 1].seq if len(found) > _PAGE else None,
        "actions": sorted(ACTIONS.items()),
        "anchor": AuditAnchor.objects.order_by("-at").first(),
    }
    return render(request, "web/trail.html", known)


@login_required
@require_POST
def trail_verify(request: Asked) -> HttpResponse:
    """Reads the whole chain and compares it with links, seals and anchors."""
    at, user = wall_clock(), request.user
    access.check(user, Permission.AUDIT_READ, at=at)
    found = [problem for problem, _n in zip(queries.problems(at=at), range(_MOST_PROBLEMS), strict=False)]
    audit.record("audit.verified", by=user, at=at, detail={"problems": len(found)})
    if not found:
        messages.success(request, _("The chain is whole and agrees with its seals and anchors."))
    for problem in found:
        messages.error(request, say(problem_message(problem)))
    return redirect("trail")


def _lines(records: list[AuditRecord]) -> list[Line]:
    words = TrailWords((f"{r.detail} {r.subject}" for r in records), (r.actor for r in records))
    return [
        Line(r, wording(r.action), words.actor(r.actor), words.subject(r.subject), words.detail(r.detail))
        for r in records
    ]


def _actor(text: str) -> str:
    """A user name as the chain knows it; anything else as it is."""
    user = User.objects.filter(username__iexact=text).first() if text and ":" not in text else None
    return user.audit_name if user else text


def _midnight(text: str) -> datetime | None:
    day = parse_date(text) if text else None
    return timezone.make_aware(datetime.combine(day, time())) if day else None
