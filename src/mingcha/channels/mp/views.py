"""
The callback of a 公众号 (official account platform, "message management").

With a key every message is sealed. Without one (plain mode) the signature covers token, timestamp and nonce but not the
message: anybody on the way can write another. Plain mode is for trying out.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from mingcha.channels import once
from mingcha.channels.callbacks import callback, kept, knock_of, opened, said
from mingcha.channels.cipher import check_signature
from mingcha.channels.configured import ChannelAccount
from mingcha.channels.kinds import Channel
from mingcha.channels.reading import came_from_xml, word, xml_fields


@callback(Channel.MP)
def callback_mp(request: HttpRequest, account: ChannelAccount, at: datetime) -> HttpResponse:
    """GET: the check of the address. POST: a message or an event."""
    if request.method == "GET":
        _check_plain(request, account, at)
        return said(word(request.GET.get("echostr")).encode())
    fields = xml_fields(request.body)
    if not account.key:
        _check_plain(request, account, at)
        content = hashlib.sha256(request.body).hexdigest()
        return kept(account, knock_of(request, "signature"), content, came_from_xml(account, fields), at=at)
    # The compatible mode sends the message plain too; only what is sealed counts, or the seal would be worth nothing.
    knock, sealed = knock_of(request), fields.get("Encrypt", "")
    inside = xml_fields(opened(account, knock, sealed, at=at))
    return kept(account, knock, sealed, came_from_xml(account, inside), at=at)


def _check_plain(request: HttpRequest, account: ChannelAccount, at: datetime) -> None:
    knock = knock_of(request, "signature")
    check_signature(knock.signature, account.token, knock.timestamp, knock.nonce)
    once.check_fresh(knock, at=at)
