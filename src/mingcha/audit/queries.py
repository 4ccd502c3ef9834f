"""Reading the chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from mingcha.audit.chain import Entry, Problem, check
from mingcha.audit.exchange import read_anchors
from mingcha.audit.models import AuditAnchor, AuditRecord

#: An hour between anchors is the promise; a little more is a slow machine, not a missing anchor.
SILENCE = timedelta(minutes=75)


def entries() -> Iterator[Entry]:
    """The whole log in order, streamed."""
    for stored in AuditRecord.objects.order_by("seq").iterator(chunk_size=2000):
        yield stored.entry()


def timeline(subject: str) -> QuerySet[AuditRecord]:
    """What happened to one subject, oldest first."""
    return AuditRecord.objects.filter(subject=subject).order_by("seq")


def trail(
    *, action: str = "", actor: str = "", subject: str = "", since: datetime | None = None, before: int | None = None
) -> QuerySet[AuditRecord]:
    """
    Records, the newest first: of an action (a whole one, or `finding.` for all of a kind), an actor, a subject, from
    a moment on, and older than the record with the number `before`.
    """
    found = AuditRecord.objects.order_by("-seq")
    if action:
        found = found.filter(action__startswith=action) if action.endswith(".") else found.filter(action=action)
    exact = {"actor": actor, "subject": subject}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    found = found.filter(at__gte=since) if since else found
    return found.filter(seq__lt=before) if before else found


def problems(*, at: datetime) -> Iterator[Problem]:
    """Every problem of the log in the database, by links, seals, the anchors on file and their regularity."""
    kept = read_anchors(settings.ANCHORS) if settings.ANCHORS.exists() else []
    yield from check(entries(), kept, settings.AUDIT_HASH, settings.AUDIT_KEY)
    yield from silence(at=at)


def silence(*, at: datetime) -> Iterator[Problem]:
    """`silent` when records have waited longer than promised for an anchor."""
    newest = AuditAnchor.objects.order_by("-at").first()
    waiting = AuditRecord.objects.filter(seq__gt=newest.seq if newest else 0).order_by("seq").first()
    if waiting and at - waiting.at > SILENCE:
        yield Problem("silent", waiting.seq)
