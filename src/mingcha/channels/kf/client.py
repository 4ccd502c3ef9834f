"""
The interface of 微信客服 (page 94670): pulling what was written, answering it, and the access token for both.

Error numbers: 40014, 42001 and 41001 an access token that is no longer good; -1 and 45009 wait; 40013 and 40001 wrong
credentials; 95001 five replies used; 95002 and 95018 the conversation is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door, post_json
from mingcha.channels.refusals import Undelivered

PAGE = 1000
_STALE, _BUSY, _CREDENTIALS = {40014, 41001, 42001}, {-1, 45009, 45011}, {40001, 40013, 41002, 41004}
_WORDS = {95001: "replies_used", 95002: "window_closed", 95018: "window_closed", 40003: "address", 40096: "address"}
_EARLY = 300
#: By base, corporation and secret: an access token and until when (monotonic seconds) it is good. Never stored.
_TOKENS: dict[tuple[str, str, str], tuple[str, float]] = {}
_ASKING = threading.Lock()


@dataclass(frozen=True)
class Pulled:
    """One page of the queue: messages as the platform has them, where the next one begins, whether there is one."""

    messages: list[Mapping[str, Any]]
    cursor: str
    more: bool


def pull(account: ChannelAccount, *, kf: str, cursor: str, token: str, door: Door) -> Pulled:
    """One page. Undelivered."""
    asked = {"cursor": cursor, "token": token, "limit": PAGE, "voice_format": 0, "open_kfid": kf}
    found = _called(account, "kf/sync_msg", asked, door)
    messages, after = found.get("msg_list", []), found.get("next_cursor", "")
    if not isinstance(messages, list) or not isinstance(after, str) or len(after) > 255:
        raise Undelivered("answer", again=True)
    return Pulled([one for one in messages if isinstance(one, Mapping)], after, found.get("has_more") == 1)


def reply(account: ChannelAccount, *, kf: str, to: str, text: str, number: str, door: Door) -> None:
    """One reply; the platform takes `number` once only. Undelivered."""
    said = {"touser": to, "open_kfid": kf, "msgid": number, "msgtype": "text", "text": {"content": text}}
    _called(account, "kf/send_msg", said, door)


def _called(account: ChannelAccount, what: str, said: Mapping[str, Any], door: Door) -> dict[str, Any]:
    token = ""
    for _ in range(2):
        token = _access_token(account, door, ended=token)
        url = f"{account.base}/cgi-bin/{what}?{urlencode({'access_token': token})}"
        found = post_json(door, url, said).json()
        if found.get("errcode") not in _STALE:
            break
    _check(found)
    return found


def _access_token(account: ChannelAccount, door: Door, *, ended: str) -> str:
    """One for all threads: a new one may end those before. `ended` is one that the platform refused."""
    key = (account.base, account.receive, account.secret)
    with _ASKING:
        token, until = _TOKENS.get(key, ("", 0.0))
        if token and token != ended and time.monotonic() < until:
            return token
        asked = urlencode({"corpid": account.receive, "corpsecret": account.secret})
        found = door(f"{account.base}/cgi-bin/gettoken?{asked}").json()
        _check(found)
        given, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(given, str) or not isinstance(seconds, int):
            raise Undelivered("answer", again=True)
        _TOKENS[key] = (given, time.monotonic() + max(0, seconds - _EARLY))
        return given


def _check(found: Mapping[str, Any]) -> None:
    code = found.get("errcode", 0)
    if code == 0:
        return
    if code in _BUSY:
        raise Undelivered("busy", again=True)
    if code in _CREDENTIALS or code in _STALE:
        raise Undelivered("credentials", again=True)
    raise Undelivered(_WORDS.get(code, "refused"), again=False)
