"""
What all callbacks have in common: the account behind the address, the size, the URL check, one transaction for each
message, and one answer to everything that is not accepted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mingcha.channels import once, operations
from mingcha.channels.configured import ChannelAccount, account_of
from mingcha.channels.kinds import Came, Channel
from mingcha.channels.once import Knock
from mingcha.channels.refusals import CallbackRefused
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import NotFound

#: Bytes of the largest callback: texts of platforms end at 2,048, what surrounds them is small.
MOST = 256_000
_LOG = logging.getLogger(__name__)

Handler = Callable[[HttpRequest, ChannelAccount, datetime], HttpResponse]


def callback(channel: Channel) -> Callable[[Handler], Callable[..., HttpResponse]]:
    """A decorator for the callback of a channel: 404 for an unknown account, 413 for too much, 403 for the rest."""

    def entered(handler: Handler) -> Callable[..., HttpResponse]:
        @csrf_exempt  # the signature says who it is from
        @require_http_methods(["GET", "POST"])
        @wraps(handler)
        def view(request: HttpRequest, name: str) -> HttpResponse:
            try:
                account = account_of(channel, name)
                if int(request.META.get("CONTENT_LENGTH") or 0) > MOST or len(request.body) > MOST:
                    return _said("too large", 413)
                return handler(request, account, wall_clock())
            except NotFound:
                return _said("not found", 404)
            except UnreadablePostError:
                return _said("refused", 400)
            except CallbackRefused as refused:
                _LOG.warning("callback refused: %s/%s %s", channel, name, refused.why)
                return _said("refused", 403)

        return view

    return entered


def knock_of(request: HttpRequest, name: str = "msg_signature") -> Knock:
    """What the address says; `name` is what this channel calls the signature."""
    asked: Any = request.GET
    return Knock(asked.get(name, ""), asked.get("timestamp", ""), asked.get("nonce", ""))


def opened(account: ChannelAccount, knock: Knock, encrypted: object, *, at: datetime) -> bytes:
    """The message of an encrypted callback. Refused."""
    if not isinstance(encrypted, str):
        raise CallbackRefused("shape")
    found = account.cipher.opened(encrypted, signature=knock.signature, timestamp=knock.timestamp, nonce=knock.nonce)
    once.check_fresh(knock, at=at)
    return found


def url_checked(request: HttpRequest, account: ChannelAccount, at: datetime) -> HttpResponse:
    """The answer to the check of a new address: what `echostr` holds, bare."""
    return said(opened(account, knock_of(request), request.GET.get("echostr"), at=at))


def kept(account: ChannelAccount, knock: Knock, content: str, came: Came, *, at: datetime) -> HttpResponse:
    """Keeps a message that was opened, in one short transaction; the work with it comes later."""
    with transaction.atomic():
        if once.is_new(account, knock, content, at=at):
            operations.receive(came=came, at=at)
    return said(b"success")


def said(text: bytes, status: int = 200) -> HttpResponse:
    """Plain text, which no browser takes for a page."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _said(text: str, status: int) -> HttpResponse:
    return said(text.encode(), status)
