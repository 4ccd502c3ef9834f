"""The language of a page, and the one place where a room's refusals become pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from mingcha.kernel.errors import Denied, MingchaError, NotFound
from mingcha.org.language import say

_STATUS = {NotFound: 404, Denied: 403}


class ChosenLanguage:
    """Chinese, until somebody chooses English: what a browser was installed in says little about its reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class SayRefusals:
    """Refusals with their sentence in the language of the page: 404, 403, else 409. Defects go on as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what a person can act on."""
        if not isinstance(error, MingchaError):
            return None
        sentence = say(error.message)
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
        known = {"sentence": sentence, "code": error.code, "status": status, "back": _back(request)}
        return render(request, "web/refused.html", known, status=status)


def _back(request: HttpRequest) -> str:
    """The page of this site from which something was sent that was refused; empty for a page that was only opened."""
    came = urlsplit(request.headers.get("Referer", ""))
    if request.method != "POST" or came.netloc != request.get_host() or not came.path.startswith("/"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path
