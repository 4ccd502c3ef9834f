"""One line in the log for each request: which route, how it ended, how long it took. Never an address or a value."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

_LOG = structlog.get_logger("mingcha.web.request")
HEADER = "X-Request-ID"


class RequestLog:
    """
    The outermost middleware. Names each request by a random word, which every line logged meanwhile carries and the
    response brings back, so that somebody who saw a failure can quote it (`request.log_id` on pages).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid4().hex[:12]
        request.log_id = name  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request=name)
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers[HEADER] = name
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        _LOG.info(
            "request",
            method=request.method if request.method in _METHODS else "other",
            route=_route(request),
            status=response.status_code,
            ms=milliseconds,
            user=_user(request),
        )
        clear_contextvars()
        return response


def log_failure(request: HttpRequest, error: BaseException | None) -> None:
    """What ended a request: a defect in a view, or in anything around it. Called by the page that says so."""
    _LOG.error("request failed", route=_route(request), exc_info=error)


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _route(request: HttpRequest) -> str:
    """The pattern of the address (`findings/<int:pk>/`), which names no record."""
    match = request.resolver_match
    return match.route if match else "none"


def _user(request: HttpRequest) -> int | None:
    """Who, by number; only when the request has looked that up anyway."""
    found = getattr(request, "_cached_user", None)
    return found.pk if found is not None else None
