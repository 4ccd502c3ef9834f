"""Writing to the chain: records, and the anchors kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from mingcha.audit.chain import GENESIS, Anchor, Entry, canonical, link_of, seal_of
from mingcha.audit.models import AuditAnchor, AuditHead, AuditRecord

SYSTEM = "system"
_HEAD = 1


class Actor(Protocol):
    """Who did it: anything with a stable name in the log (`user:12`)."""

    @property
    def audit_name(self) -> str:
        """The stable name."""
        ...


def actor_name(by: Actor | str) -> str:
    """`user:12`, or the word itself for the system."""
    return by if isinstance(by, str) else by.audit_name


@transaction.atomic
def record(
    action: str,
    *,
    subject: str = "",
    by: Actor | str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> AuditRecord:
    """
    Appends a record: `action` dotted in the past tense (`finding.viewed`), `subject` as `kind:id`, `by` a user or
    `SYSTEM`, `detail` plain values that name no person.

    Part of the caller's transaction: when it cannot be written, what it speaks of does not happen either.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=_HEAD, defaults={"link": GENESIS})
    entry = Entry(head.seq + 1, at, action, actor_name(by), subject, canonical(dict(detail or {})))
    link = link_of(head.link, entry.content(), settings.AUDIT_HASH)
    written = AuditRecord.objects.create(
        seq=entry.seq,
        at=at,
        action=action,
        actor=entry.actor,
        subject=subject,
        detail=entry.detail,
        link=link,
        seal=seal_of(link, settings.AUDIT_KEY, settings.AUDIT_HASH),
    )
    AuditHead.objects.filter(pk=_HEAD).update(seq=entry.seq, link=link)
    return written


def anchor(*, at: datetime) -> Anchor | None:
    """
    Writes the end of the chain to the anchor file, which belongs on another machine or a printer; None before the
    first record. The line is flushed to the disk before the row is written.
    """
    head = AuditHead.objects.filter(pk=_HEAD).first()
    if head is None:
        return None
    made = Anchor(head.seq, head.link, at)
    settings.ANCHORS.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with settings.ANCHORS.open("a", encoding="utf-8") as file:
        file.write(anchor_line(made) + "\n")
        file.flush()
        os.fsync(file.fileno())
    AuditAnchor.objects.create(seq=made.seq, link=made.link, at=made.at)
    return made


def anchor_line(made: Anchor) -> str:
    """`number link moment`, as printed and kept."""
    return f"{made.seq} {made.link} {made.at.astimezone(UTC).isoformat(timespec='seconds')}"
