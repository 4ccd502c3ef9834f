"""
What makes a callback good for once: it is young, and its nonce belongs to it alone.

A platform that got no answer delivers the very same again, and is told that all is well: nothing is kept twice. The
nonce of one message over another is refused. A callback is good for ten minutes, a nonce is remembered for two hours
(WeCom page 101033: it does not come again within two), so that none outlives its memory.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.models import CallbackNonce
from mingcha.channels.refusals import CallbackRefused

FRESH, REMEMBERED = timedelta(minutes=10), timedelta(hours=2)
_SECONDS = re.compile(r"[0-9]{1,10}")
_NONCE = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True)
class Knock:
    """What a callback's address says."""

    signature: str
    timestamp: str
    nonce: str


def check_fresh(knock: Knock, *, at: datetime) -> None:
    """Refused when it is older or younger than clocks differ."""
    if not _SECONDS.fullmatch(knock.timestamp) or not _NONCE.fullmatch(knock.nonce):
        raise CallbackRefused("shape")
    if abs(at.timestamp() - int(knock.timestamp)) > FRESH.total_seconds():
        raise CallbackRefused("stale")


def is_new(account: ChannelAccount, knock: Knock, content: str, *, at: datetime) -> bool:
    """
    Remembers a nonce with what it came with; False when it has come with just that. Refused when with something else.

    Part of the transaction that keeps the message: a nonce is never remembered for a message that is not.
    """
    mark = _hash(account.channel, account.name, knock.nonce)
    digest = _hash(knock.timestamp, content)
    known, new = CallbackNonce.objects.get_or_create(mark=mark, defaults={"digest": digest, "at": at})
    if known.digest != digest:
        raise CallbackRefused("nonce")
    return new


def forget(*, at: datetime) -> int:
    """Deletes nonces that are too old to matter; how many."""
    count, _ = CallbackNonce.objects.filter(at__lt=at - REMEMBERED).delete()
    return count


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
