"""Who came in, who did not, what became of second factors: from the libraries' own signals into the audit chain."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as factors
from axes.signals import user_locked_out
from django.contrib.auth import signals as logins

from mingcha.accounts.models import User
from mingcha.audit import operations as audit
from mingcha.kernel.clock import wall_clock


def connect() -> None:
    """Listens, once per process."""
    logins.user_logged_in.connect(_of_user("user.logged_in"), dispatch_uid="audit.in", weak=False)
    logins.user_logged_out.connect(_of_user("user.logged_out"), dispatch_uid="audit.out", weak=False)
    logins.user_login_failed.connect(_failed, dispatch_uid="audit.failed")
    user_locked_out.connect(_locked, dispatch_uid="audit.locked")
    for signal, action in (
        (factors.authenticator_added, "second_factor.added"),
        (factors.authenticator_removed, "second_factor.removed"),
        (factors.authenticator_reset, "second_factor.reset"),
        (factors.authentication_failed, "second_factor.failed"),
    ):
        signal.connect(_of_user(action), dispatch_uid=f"audit.{action}", weak=False)


def _of_user(action: str) -> Any:
    def heard(*, user: User | None, request: Any = None, **_known: Any) -> None:
        if user is not None and user.pk is not None:
            _record(action, user, request, by=user)

    return heard


def _failed(*, credentials: dict[str, Any], request: Any = None, **_known: Any) -> None:
    _record("login.failed", _named(credentials.get("username") or credentials.get("login")), request)


def _locked(*, username: str | None = None, request: Any = None, **_known: Any) -> None:
    _record("login.locked", _named(username), request)


def _named(username: str | None) -> User | None:
    """The account of that name. What was typed is not kept otherwise: people type passwords into the wrong field."""
    return User.objects.filter(username__iexact=username or "").first()


def _record(action: str, user: User | None, request: Any, *, by: audit.Actor | str = audit.SYSTEM) -> None:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    subject = user.audit_name if user else ""
    audit.record(action, subject=subject, by=by, at=wall_clock(), detail={"address": address})
