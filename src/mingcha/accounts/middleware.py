"""
What is opened to whoever asks, and asked once for a page; sessions end when they idle, when the day is over, and wait
for a second factor (GB/T 22239 8.1.4.1).
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from mingcha.accounts import access, second_lock
from mingcha.accounts.asking import is_polled
from mingcha.accounts.once import remembering
from mingcha.accounts.passwords import must_change
from mingcha.kernel.clock import wall_clock

STARTED, SEEN = "started_at", "seen_at"
#: Recovery codes alone are no second factor: they are the way back to one.
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
#: Seconds between two notes that a session is in use. Each is a write that waits for the disk, so that not every page
#: makes one; a session ends up to this much before its idle limit, never after it.
NOTE_EVERY = 60
_POLLED = "is_polled"
#: Steps of the second factor, and the way out, are open before it is set up.
_OPEN_VIEWS = ("mfa_", "account_logout", "account_reauthenticate", "set_language")
_PASSWORD = "account_change_password"


class AskOnce:
    """Reads grants and recusal facts once for a page that is only looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with remembering():
            return self.get_response(request)


class OpenRows:
    """Opens the rows of the second lock to whoever asks, as far as their roles reach; to strangers none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def find() -> second_lock.Opened:
            user = request.user
            return access.opened_to(user, at=wall_clock()) if user.is_authenticated else second_lock.NOTHING

        with second_lock.open_for_person(find):
            return self.get_response(request)


class SessionLimits:
    """Logs out after idling or after the longest time; sends staff to a second factor and to an own password first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            request.session["ended"] = True  # the login page says why
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponseClientRefresh()  # else the login page would be put into a cell of the page
        response = self.get_response(request)
        # At the end: handing in a file may last longer than one may idle.
        if request.user.is_authenticated and not getattr(request, _POLLED, False):
            self._note(request)
        return response

    def process_view(self, request: HttpRequest, view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """To the second factor when it is missing, then to an own password."""
        setattr(request, _POLLED, is_polled(view))
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        if not request.user.is_authenticated or name.startswith(_OPEN_VIEWS):
            return None
        if settings.MFA_REQUIRED and not is_mfa_enabled(request.user, _FACTORS):
            return redirect(reverse("mfa_index"))
        if name != _PASSWORD and must_change(request.user, at=wall_clock()):
            return redirect(reverse(_PASSWORD))
        return None

    def _is_over(self, request: HttpRequest) -> bool:
        now, session = wall_clock().timestamp(), request.session
        started = session.setdefault(STARTED, now)
        idle: bool = now - session.get(SEEN, started) > settings.SESSION_IDLE_SECONDS
        return idle or now - started > settings.SESSION_ABSOLUTE_SECONDS

    def _note(self, request: HttpRequest) -> None:
        now, session = wall_clock().timestamp(), request.session
        if now - session.get(SEEN, 0) >= min(NOTE_EVERY, settings.SESSION_IDLE_SECONDS / 15):
            session[SEEN] = now
