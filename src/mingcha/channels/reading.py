"""Bringing what platforms send into form: XML and JSON without surprises, bounded words, messages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.refusals import CallbackRefused

#: Ids and names of platforms; what is longer or holds blanks is no such word.
_WORD = re.compile(r"[\x21-\x7e]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,10}")
#: More than any platform lets somebody write (2,048 bytes); the rest would only fill the disk.
TEXT_MOST = 20_000
_KINDS = {"text": Kind.TEXT, "image": Kind.IMAGE, "voice": Kind.VOICE, "event": Kind.EVENT}


def xml_fields(body: bytes) -> dict[str, str]:
    """The children of the root by name. No document type, so no entities; no name twice. Refused."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        raise CallbackRefused("xml") from None
    found = {child.tag: child.text or "" for child in root}
    if len(found) != len(root):
        raise CallbackRefused("xml")
    return found


def json_fields(body: bytes) -> dict[str, Any]:
    """A JSON object. Refused."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise CallbackRefused("json") from None
    if not isinstance(found, dict):
        raise CallbackRefused("json")
    return found


def word(value: object, *, empty: bool = False) -> str:
    """An id. Refused."""
    if empty and value in ("", None):
        return ""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise CallbackRefused("shape")
    return value


def moment(value: object) -> datetime:
    """Seconds since 1970, as text or number. Refused."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not _SECONDS.fullmatch(str(value)):
        raise CallbackRefused("shape")
    return datetime.fromtimestamp(int(value), UTC)


def plain(value: object) -> str:
    """What somebody wrote, without what no database holds. Refused when it is no text."""
    if not isinstance(value, str):
        raise CallbackRefused("shape")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:TEXT_MOST]


def kind_of(name: object) -> Kind:
    """What a platform's `MsgType` is here."""
    return _KINDS.get(name, Kind.OTHER) if isinstance(name, str) else Kind.OTHER


def came_from_xml(account: ChannelAccount, fields: Mapping[str, str]) -> Came:
    """A message of a 公众号 or of a WeCom application. Refused."""
    kind, sender = kind_of(fields.get("MsgType")), word(fields.get("FromUserName"))
    if not fields.get("MsgType"):
        raise CallbackRefused("shape")
    return Came(
        channel=Channel(account.channel),
        account=account.name,
        message_id=_number_of(fields, kind),
        sender=sender,
        kind=kind,
        sent_at=moment(fields.get("CreateTime")),
        text=plain(_text_of(fields, kind)),
        media=word(fields.get("MediaId"), empty=kind not in (Kind.IMAGE, Kind.VOICE)),
    )


def _number_of(fields: Mapping[str, str], kind: Kind) -> str:
    """
    MsgId; an event has none and is told by sender and second (both documents), here by its name too: two different
    events in one second are two. The sender's own part is added by `operations.receive`, as a pseudonym.
    """
    if kind != Kind.EVENT:
        return word(fields.get("MsgId"))
    parts = (fields.get("CreateTime", ""), fields.get("Event", ""), fields.get("EventKey", ""))
    return event_id(*parts)


def event_id(*parts: str) -> str:
    """The number of an event among those of its sender."""
    return "event:" + word(":".join(re.sub(r"[^\x21-\x7e]", "_", part)[:30] for part in parts if part))


def _text_of(fields: Mapping[str, str], kind: Kind) -> str:
    if kind == Kind.TEXT:
        return fields.get("Content", "")
    if kind == Kind.VOICE:
        return fields.get("Recognition", "")
    if kind == Kind.EVENT:
        return fields.get("Event", "")
    return fields.get("MsgType", "") if kind == Kind.OTHER else ""
