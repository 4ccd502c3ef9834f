"""The page of what could not be sent. It says over which channel and why, never to whom or what."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts.access import check
from mingcha.accounts.asking import PAGE, Asked, guarding, looked
from mingcha.accounts.permissions import Permission
from mingcha.channels import outbox, queries
from mingcha.channels.models import OutboundMessage
from mingcha.channels.notices import NOTICES
from mingcha.channels.refusals import FAILURES
from mingcha.channels.states import DEAD, INBOUND, OUTBOUND
from mingcha.kernel.clock import wall_clock
from mingcha.org.language import say

guarded = guarding("outgoing.denied", kind="outgoing", key="number")


@guarded
@require_GET
def outbox_page(request: Asked) -> HttpResponse:
    """Messages that could not be sent, how often and why; how many messages stand where."""
    at = wall_clock()
    check(request.user, Permission.SYSTEM_OPERATE, at=at)
    page = Paginator(queries.troubled(), PAGE).get_page(request.GET.get("page"))
    came, goes = queries.inbound_counts(), queries.outbound_counts()
    known = {
        "page": page,
        "lines": [_line(one) for one in page],
        "came": [(say(word), came.get(state, 0)) for state, word in INBOUND.states.items()],
        "goes": [(say(word), goes.get(state, 0)) for state, word in OUTBOUND.states.items()],
    }
    looked(request, "outgoing.listed", detail={"page": page.number})
    return render(request, "channels/outbox.html", known)


def _line(one: OutboundMessage) -> dict[str, object]:
    return {
        "message": one,
        "state": say(OUTBOUND.states[one.state]),
        "failure": say(FAILURES[one.last_error]) if one.last_error in FAILURES else one.last_error,
        "notice": say(NOTICES[one.notice].subject) if one.notice in NOTICES else "",
        "is_dead": one.state == DEAD,
    }


@guarded
@require_POST
def outbox_again(request: Asked, number: str) -> HttpResponse:
    """One that could not be sent is sent again."""
    at = wall_clock()
    check(request.user, Permission.SYSTEM_OPERATE, at=at)
    outbox.try_again(number=number, by=request.user, at=at)
    messages.success(request, _("The message waits to be sent again."))
    return redirect("outbox")
