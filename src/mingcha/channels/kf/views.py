"""The callback of 微信客服 (page 94670): it says that something was written and in which queue, nothing more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from mingcha.channels import once, tasks
from mingcha.channels.callbacks import callback, knock_of, opened, said, url_checked
from mingcha.channels.configured import ChannelAccount
from mingcha.channels.kf import pulling
from mingcha.channels.kinds import Channel
from mingcha.channels.reading import word, xml_fields

_EVENT = "kf_msg_or_event"


@callback(Channel.KF)
def callback_kf(request: HttpRequest, account: ChannelAccount, at: datetime) -> HttpResponse:
    """GET: the check of the address. POST: something to pull; a worker does."""
    if request.method == "GET":
        return url_checked(request, account, at)
    knock, sealed = knock_of(request), xml_fields(request.body).get("Encrypt", "")
    fields = xml_fields(opened(account, knock, sealed, at=at))
    if fields.get("Event") != _EVENT:
        return said(b"success")  # other events of the same address (an account was changed) are not for us
    kf, token = word(fields.get("OpenKfId")), word(fields.get("Token"), empty=True)
    with transaction.atomic():
        if once.is_new(account, knock, sealed, at=at):
            box = pulling.want(account=account, kf=kf, token=token, at=at)
            if box is not None:
                tasks.pull_kf.enqueue(box)
    return said(b"success")
