"""
A limit for each source and none for all: whoever floods the door delays nobody but themselves (voice, criterion 24).

A source is an address of the network (of IPv6 its /64) or the number of a key. What is kept of it is a hash under a key
that is random for every day in China and deleted with it, together with a key outside the database. Counts lie in the
database, so that a restart forgives nothing; whoever is over the limit costs a read and no write.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from mingcha.appeals.models import FloodCount, FloodDay
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import CHINA, day_of

WINDOW = timedelta(minutes=10)
_KEPT = timedelta(days=1)
_SALTS: dict[str, str] = {}


class Flooded(Refused):
    """Too much from one source; `until` is when it may go on."""

    def __init__(self, until: datetime) -> None:
        clock = until.astimezone(CHINA).strftime("%H:%M")
        super().__init__(
            "flood.wait",
            Message(
                f"从您这里提交得太频繁，请在{clock}以后再试。急事请直接找村里的值班人员，或拨打12345。",
                f"Too much came from where you are. Try again after {clock}. If it is urgent, go to whoever is on duty "
                "in the village, or call 12345.",
            ),
        )
        self.until = until

    def seconds(self, at: datetime) -> int:
        """How long that is from `at`, at least one second."""
        return max(1, int((self.until - at).total_seconds()) + 1)


def source_of(known: Mapping[str, str]) -> str:
    """
    Where a request comes from, by its WSGI variables. Behind a proxy it is what the proxy wrote last into
    X-Forwarded-For: whatever stands before that a sender may have written.
    """
    given = known.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = known.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or given
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def spend(what: str, source: str, *, most: int, at: datetime) -> None:
    """
    One more of `what` from a source; its window begins with the first. Flooded when these were `most` already.
    """
    mark, ended = _mark(source, at), at - WINDOW
    own = FloodCount.objects.filter(what=what, source=mark)
    known = own.values_list("since", "count").first()
    if known and known[0] > ended and known[1] >= most:
        raise Flooded(known[0] + WINDOW)
    running = own.filter(since__gt=ended, count__lt=most)
    if running.update(count=F("count") + 1) or own.filter(since__lte=ended).update(since=at, count=1):
        return
    try:
        with transaction.atomic():
            FloodCount.objects.create(what=what, source=mark, since=at)
    except IntegrityError:  # the first ones of a window came at once
        if not running.update(count=F("count") + 1):
            raise Flooded(at + WINDOW) from None


def forget(*, at: datetime) -> int:
    """Deletes what is older than a day, keys of past days first; how many counts went."""
    FloodDay.objects.filter(day__lt=day_of(at).isoformat()).delete()
    return FloodCount.objects.filter(since__lt=at - _KEPT).delete()[0]


def _mark(source: str, at: datetime) -> str:
    key = settings.SECRET.derive("flood", 32) + bytes.fromhex(_salt(day_of(at).isoformat()))
    return hashlib.blake2b(source.encode(), key=key, digest_size=16).hexdigest()


def _salt(day: str) -> str:
    """The random part of the day's key: of this process's memory only today's."""
    if day not in _SALTS:
        found = FloodDay.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})[0].salt
        _SALTS.clear()
        _SALTS[day] = found
    return _SALTS[day]
