"""
What pages for staff have in common: a request by somebody who has logged in, one record for each thing looked at or
refused, and refusals beside their field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mingcha.accounts.models import User
from mingcha.audit import operations as audit
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Denied, MingchaError, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org.language import say

View = Callable[..., HttpResponseBase]

#: Lines of a list on one page.
PAGE = 50
_POLLED = "is_polled"


class Asked(HttpRequest):
    """A request behind `login_required`: its user is known. Only a type; nothing is made of it."""

    user: User


def guarding(action: str, *, kind: str, key: str) -> Callable[[View], View]:
    """
    A decorator for the pages of a room: behind the login; what is refused because it may not be seen or done leaves a
    record of `action`, outside the transaction that the refusal undid. Its subject is `kind:` and the part `key` of the
    address. It says what was asked for, not whether it exists.
    """

    def guarded(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (NotFound, Denied) as error:
                asked = {name: str(value) for name, value in kwargs.items()}
                page = request.resolver_match.url_name if request.resolver_match else ""
                subject = f"{kind}:{asked[key]}" if key in asked else ""
                detail = {"page": page, "code": error.code, "asked": asked}
                audit.record(action, subject=subject, by=request.user, at=wall_clock(), detail=detail)
                raise

        return opened

    return guarded


def polled(view: View) -> View:
    """
    A decorator for what an open page asks for by itself: nobody is at the keyboard, so that it keeps no session alive
    (GB/T 22239 8.1.4.1: a session ends when nobody works in it).
    """
    setattr(view, _POLLED, True)
    return view


def is_polled(view: object) -> bool:
    """Whether a view, or one that other decorators wrapped, is `polled`."""
    return bool(getattr(view, _POLLED, False))


def looked(request: Asked, action: str, subject: str = "", detail: Mapping[str, Any] | None = None) -> None:
    """The one record of a page that was shown."""
    audit.record(action, subject=subject, by=request.user, at=wall_clock(), detail=detail)


def refuse(form: forms.Form, error: MingchaError, fields: Mapping[str, str]) -> None:
    """Says a refusal beside the field that `fields` names for its code, else above the form."""
    form.add_error(fields.get(error.code), say(error.message))


def file_of(request: HttpRequest, *, most: int, code: str, said: Message) -> tuple[Path, str]:
    """The file of a form on the disk, and its name. Refused (`code`, `said`) without one, or above `most` bytes."""
    file = request.FILES.get("file")
    if not isinstance(file, TemporaryUploadedFile) or (file.size or 0) > most:
        raise Refused(code, said)
    return Path(file.temporary_file_path()), str(file.name)
