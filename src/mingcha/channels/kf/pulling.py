"""
Pulling what was written to 微信客服. A callback leaves a mark that something is there; the mark goes away when
everything was pulled and no callback came meanwhile, so that a pull that dies is taken up by the next one.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mingcha.accounts.sealed_text import sealed_for
from mingcha.channels import operations
from mingcha.channels.configured import ChannelAccount, account_of
from mingcha.channels.gateway import Door
from mingcha.channels.kf import client
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.models import KfInbox
from mingcha.channels.reading import kind_of, moment, plain, word
from mingcha.channels.refusals import CallbackRefused, Undelivered

#: A mark older than this is taken up by the clock; a pull under way has it younger.
LOST = timedelta(minutes=1)
#: How long the token of a callback is good.
_TOKEN = timedelta(minutes=10)
#: Pages of one pull: what lies there longer than three days is gone anyway.
_PAGES = 1000
#: `origin` of a message: from the customer, from the system (an event). 5 is from our own staff.
_CUSTOMER, _SYSTEM = 3, 4
_LOG = logging.getLogger(__name__)


def want(*, account: ChannelAccount, kf: str, token: str, at: datetime) -> int | None:
    """
    Marks that something is there; the inbox to pull, None when a pull is asked for already.

    Part of the transaction of the callback.
    """
    box, _ = KfInbox.objects.select_for_update().get_or_create(
        account=account.name,
        kf=kf,
        defaults={"number": secrets.token_hex(8), "asked_at": at, "wanted": False},
    )
    waiting = box.wanted and at - box.asked_at < LOST
    sealed = sealed_for(KfInbox, "sealed_token", box.number, token) if token else ""
    KfInbox.objects.filter(pk=box.pk).update(sealed_token=sealed, wanted=True, asked_at=box.asked_at if waiting else at)
    return None if waiting else box.pk


def pull(*, box_id: int, at: datetime, door: Door) -> int:
    """Pulls everything that is there; how many messages were new. Undelivered; NotFound without the account."""
    count = 0
    for _ in range(_PAGES):
        box = KfInbox.objects.get(pk=box_id)
        account = account_of(Channel.KF, box.account)
        token = box.token if at - box.asked_at < _TOKEN else ""
        page = client.pull(account, kf=box.kf, cursor=box.cursor, token=token, door=door)
        count += _keep(box, page, at)
        if page.more and page.cursor == box.cursor:
            raise Undelivered("answer", again=True)
        # A callback that came meanwhile left another token: there may be more.
        done = KfInbox.objects.filter(pk=box_id, asked_at=box.asked_at, sealed_token=box.sealed_token)
        if not page.more and done.update(wanted=False):
            break
    return count


@transaction.atomic
def _keep(box: KfInbox, page: client.Pulled, at: datetime) -> int:
    """A page and where the next begins, together: after a crash it is pulled again and nothing is kept twice."""
    came = [found for one in page.messages if (found := _came_of(box, one)) is not None]
    new = sum(operations.receive(came=one, at=at)[1] for one in came)
    # Only onwards: of two pulls of one page, the second changes nothing.
    KfInbox.objects.filter(pk=box.pk, cursor=box.cursor).update(cursor=page.cursor or box.cursor)
    return new


def _came_of(box: KfInbox, one: Mapping[str, Any]) -> Came | None:
    """None for what staff wrote, and for what has no shape: it must not keep the rest from coming."""
    if one.get("origin") not in (_CUSTOMER, _SYSTEM):
        return None
    try:
        return _read(box, one)
    except CallbackRefused:
        _LOG.warning("a message of %s has no shape and was left out", box.account)
        return None


def _read(box: KfInbox, one: Mapping[str, Any]) -> Came:
    name = one.get("msgtype")
    part = one.get(name, {}) if isinstance(name, str) else {}
    if not isinstance(part, Mapping):
        raise CallbackRefused("shape")
    kind = Kind.EVENT if one.get("origin") == _SYSTEM else kind_of(name)
    words = {Kind.TEXT: part.get("content", ""), Kind.EVENT: part.get("event_type", ""), Kind.OTHER: name or ""}
    return Came(
        channel=Channel.KF,
        account=box.account,
        message_id=word(one.get("msgid")),
        sender=word(one.get("external_userid") or part.get("external_userid")),
        kind=kind,
        sent_at=moment(one.get("send_time")),
        text=plain(words.get(kind, "")),
        media=word(part.get("media_id"), empty=True),
        chat=box.kf,
    )
