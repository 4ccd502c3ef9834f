"""What the pages of this room have in common: one record for each thing looked at or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from mingcha.accounts.asking import Asked
from mingcha.audit import operations as audit
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Denied, NotFound

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """
    Behind the login; what is refused because it may not be seen or done leaves a record, outside the transaction that
    the refusal undid. It says what was asked for, not whether it exists.
    """

    @login_required
    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NotFound, Denied) as error:
            asked = {name: str(value) for name, value in kwargs.items()}
            page = request.resolver_match.url_name if request.resolver_match else ""
            subject = f"clue:{asked['public_id']}" if "public_id" in asked else ""
            detail = {"page": page, "code": error.code, "asked": asked}
            audit.record("clue.denied", subject=subject, by=request.user, at=wall_clock(), detail=detail)
            raise

    return opened


def looked(request: Asked, action: str, subject: str = "", detail: Mapping[str, Any] | None = None) -> None:
    """The one record of a page that was shown."""
    audit.record(action, subject=subject, by=request.user, at=wall_clock(), detail=detail)
