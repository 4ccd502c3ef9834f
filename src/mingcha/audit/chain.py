"""
The arithmetic of the audit chain. No database, no Django: a third party can read this page and check a log by hand.

Every record has a *link*, a hash over the link before it and its own content, and a *seal*, an HMAC of the link under
a key that is not in the database. Links alone let anybody who holds an anchor (a sequence number and its link, printed
or sent elsewhere) find what was edited, removed or put in another order. Seals let the key's holder find a log that was
rewritten from some record on by somebody with the database but without the key. What neither shows is a log cut
after the newest anchor; anchors are therefore written at least hourly, and a missing anchor is itself reported.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

#: `sha256`, or `sm3` (GB/T 32905).
HASHES: dict[str, type[hashes.HashAlgorithm]] = {"sm3": hashes.SM3, "sha256": hashes.SHA256}
#: Python's own hashing is quicker for short texts; not every one of them has SM3.
_NATIVE = frozenset(HASHES) & hashlib.algorithms_available
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: The link before the first record.
GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One record of the log as it is hashed and exported. `detail` is canonical JSON."""

    seq: int  # from 1, without gaps
    at: datetime
    action: str  # dotted past tense: finding.viewed
    actor: str  # user:12, system
    subject: str  # finding:42, or empty
    detail: str
    link: str = ""
    seal: str = ""

    def content(self) -> bytes:
        """What is hashed: a JSON list, UTF-8, without spaces, the moment in UTC with microseconds."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return canonical([self.seq, moment, self.action, self.actor, self.subject, self.detail]).encode()


@dataclass(frozen=True)
class Anchor:
    """What is kept elsewhere: at `at` the log ended with record `seq`, whose link was `link`."""

    seq: int
    link: str
    at: datetime


@dataclass(frozen=True)
class Problem:
    """
    Something wrong with the log, at record `seq`.

    `edited` (the link is not that of its content and the record before) · `gap` (numbers missing, twice or out of
    order) · `resealed` (the seal is not the key's) · `anchor` (contradicts an anchor) · `truncated` (ends before an
    anchor) · `silent` (no anchor for too long).
    """

    kind: Literal["edited", "gap", "resealed", "anchor", "truncated", "silent"]
    seq: int


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces, Chinese as it is: the same value always gives the same text."""
    return _ENCODER.encode(value)


def link_of(previous: str, content: bytes, hash_name: str) -> str:
    """Hexadecimal hash of the previous link and a record's content."""
    if hash_name in _NATIVE:
        return hashlib.new(hash_name, bytes.fromhex(previous) + content, usedforsecurity=True).hexdigest()
    digest = hashes.Hash(HASHES[hash_name]())
    digest.update(bytes.fromhex(previous))
    digest.update(content)
    return digest.finalize().hex()


def seal_of(link: str, key: bytes, hash_name: str) -> str:
    """Hexadecimal HMAC of a link."""
    if hash_name in _NATIVE:
        return hmac.digest(key, bytes.fromhex(link), hash_name).hex()
    seal = HMAC(key, HASHES[hash_name]())
    seal.update(bytes.fromhex(link))
    return seal.finalize().hex()


def check(
    entries: Iterable[Entry], anchors: Iterable[Anchor], hash_name: str, key: bytes | None = None
) -> Iterator[Problem]:
    """
    Every problem of a whole log, read once in order, in constant memory; seals are checked when `key` is given.

    After a broken record the check goes on from the link that is stored, so that one edit is one problem.
    """
    wanted = {anchor.seq: anchor for anchor in anchors}
    last = max(wanted, default=0)
    previous, seq = GENESIS, 0
    for entry in entries:
        if entry.seq != seq + 1:
            yield Problem("gap", entry.seq)
        elif link_of(previous, entry.content(), hash_name) != entry.link:
            yield Problem("edited", entry.seq)
        elif key is not None and not hmac.compare_digest(seal_of(entry.link, key, hash_name), entry.seal):
            yield Problem("resealed", entry.seq)
        if (anchor := wanted.get(entry.seq)) and anchor.link != entry.link:
            yield Problem("anchor", entry.seq)
        previous, seq = entry.link, entry.seq
    if seq < last:
        yield Problem("truncated", seq)
