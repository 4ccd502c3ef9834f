"""
A notice by text message, through a gateway that takes JSON over HTTP.

The account's `template` is the JSON it takes, with `{to}`, `{body}` and `{number}` in its texts. Signed with
HMAC-SHA-256 of `timestamp\\nbody` under the account's key: `X-Timestamp` (seconds since 1970), `X-Signature` (hex).
2xx means that it has it; 429 and 5xx, wait; 401 and 403, the key is wrong.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door
from mingcha.channels.letters import Letter
from mingcha.channels.refusals import Undelivered
from mingcha.kernel.identifiers import phone


def send_sms(account: ChannelAccount, letter: Letter, door: Door) -> None:
    """Undelivered."""
    to = phone(letter.to).text
    if to is None:
        raise Undelivered("address", again=False)
    filled = _filled(account.template, {"{to}": to, "{body}": letter.body, "{number}": letter.number})
    body = json.dumps(filled, ensure_ascii=False).encode()
    stamp = str(int(letter.at.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Timestamp": stamp,
        "X-Signature": signature_of(account.key, stamp, body),
    }
    status = door(account.url, body, headers).status
    if status in (401, 403):
        raise Undelivered("credentials", again=True)
    if status == 429 or status >= 500:
        raise Undelivered("busy", again=True)
    if not 200 <= status < 300:
        raise Undelivered("refused", again=False)


def signature_of(key: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA-256, in hex."""
    return hmac.new(key.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def _filled(template: Any, words: Mapping[str, str]) -> Any:
    if isinstance(template, Mapping):
        return {str(name): _filled(value, words) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, words) for value in template]
    if not isinstance(template, str):
        return template
    # In one pass: what is put in is not looked through for places to put something in.
    parts = template.replace("{", "\x00{").replace("}", "}\x00").split("\x00")
    return "".join(words.get(part, part) for part in parts)
