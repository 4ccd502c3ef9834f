"""The callback of a WeCom application (pages 90930, 90238): the cipher of the 公众号, ReceiveId is the CorpID."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from mingcha.channels.callbacks import callback, kept, knock_of, opened, url_checked
from mingcha.channels.configured import ChannelAccount
from mingcha.channels.kinds import Channel
from mingcha.channels.reading import came_from_xml, xml_fields


@callback(Channel.WECOM)
def callback_wecom(request: HttpRequest, account: ChannelAccount, at: datetime) -> HttpResponse:
    """GET: the check of the address. POST: a message or an event."""
    if request.method == "GET":
        return url_checked(request, account, at)
    knock, sealed = knock_of(request), xml_fields(request.body).get("Encrypt", "")
    inside = xml_fields(opened(account, knock, sealed, at=at))
    return kept(account, knock, sealed, came_from_xml(account, inside), at=at)
