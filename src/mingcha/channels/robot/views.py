"""The callback of a WeCom smart robot (pages 100719, 101033): JSON, ReceiveId "", an answer within a second."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from mingcha.channels.callbacks import callback, kept, knock_of, opened, url_checked
from mingcha.channels.configured import ChannelAccount
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.reading import json_fields, kind_of, plain, word
from mingcha.channels.refusals import CallbackRefused


@callback(Channel.ROBOT)
def callback_robot(request: HttpRequest, account: ChannelAccount, at: datetime) -> HttpResponse:
    """GET: the check of the address. POST: a message in which the robot is mentioned, or a private one."""
    if request.method == "GET":
        return url_checked(request, account, at)
    knock, sealed = knock_of(request), json_fields(request.body).get("encrypt")
    fields = json_fields(opened(account, knock, sealed, at=at))
    return kept(account, knock, str(sealed), came_of(account, fields, at), at=at)


def came_of(account: ChannelAccount, fields: Mapping[str, Any], at: datetime) -> Came:
    """A message as it is kept; robots send no moment, so it is ours. What it quotes stands below it. Refused."""
    kind, name = kind_of(fields.get("msgtype")), fields.get("msgtype")
    text, media = _parts(fields, name)
    quoted = _parts(_part(fields, "quote"), _part(fields, "quote").get("msgtype"))[0]
    return Came(
        channel=Channel.ROBOT,
        account=account.name,
        message_id=word(fields.get("msgid")),
        sender=word(_part(fields, "from").get("userid")),
        kind=Kind.TEXT if name == "mixed" else kind,
        sent_at=at,
        text=plain(f"{text}\n\n> {quoted}" if quoted else text),
        media=media,
        chat=word(fields.get("chatid"), empty=True),
    )


def _part(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside; {} when there is none. Refused when it is something else."""
    found = fields.get(name, {})
    if not isinstance(found, Mapping):
        raise CallbackRefused("shape")
    return found


def _parts(fields: Mapping[str, Any], name: object) -> tuple[str, str]:
    """The words and the address of the (first) picture of a message. Refused."""
    if name == "mixed":
        items = _part(fields, "mixed").get("msg_item", [])
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            raise CallbackRefused("shape")
        found = [_parts(item, item.get("msgtype")) for item in items if item.get("msgtype") != "mixed"]
        media = [address for _, address in found if address]
        return "\n".join(words for words, _ in found if words), media[0] if media else ""
    if name in ("text", "voice"):
        return plain(_part(fields, str(name)).get("content", "")), ""
    if name in ("image", "file"):
        return "", plain(_part(fields, str(name)).get("url", ""))
    if name == "event":
        return plain(_part(fields, "event").get("eventtype", "")), ""
    return (plain(name) if isinstance(name, str) else ""), ""
