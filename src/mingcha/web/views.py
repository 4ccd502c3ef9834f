"""The first page, and the pages for what went wrong."""

from __future__ import annotations

import sys

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request

from mingcha.accounts.asking import Asked
from mingcha.kernel.clock import wall_clock
from mingcha.web.noroom import answer, is_no_room
from mingcha.web.requestlog import log_failure
from mingcha.web.todo import todo_for


@login_required
def home(request: Asked) -> HttpResponse:
    """What this user must do today."""
    return render(request, "web/home.html", {"todos": todo_for(request.user, at=wall_clock())})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    return render(request, "web/refused.html", {"status": 404, "code": "page.unknown"}, status=404)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A form that was too old, or a page that is not theirs."""
    return render(request, "web/refused.html", {"status": 403, "code": "page.denied"}, status=403)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with one of another page."""
    return denied(request)


def failed(request: HttpRequest) -> HttpResponse:
    """A defect. Nothing about it is shown; the log has it. A full disk is no defect and gets its own page."""
    error = sys.exc_info()[1]
    log_failure(request, error)
    if is_no_room(error):
        return answer()
    return render(request, "web/failed.html", {"status": 500, "code": "page.failed"}, status=500)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is none. A session that could not be saved on a full disk arrives here, too."""
    return answer() if is_no_room(exception) else bad_request(request, exception)
