"""Reading the register of stored files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from mingcha.attachments import keeping
from mingcha.attachments.models import Attachment


def beside(owners: Collection[str]) -> Mapping[str, list[Attachment]]:
    """The files of some records, by record, in the order in which they came."""
    found: dict[str, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(owner__in=owners, dropped_at=None):
        found.setdefault(attachment.owner, []).append(attachment)
    return found


def damaged(*, home: Path | None = None, newest: int | None = None) -> list[str]:
    """Numbers of the files (of the `newest`, when given) that are missing, do not open, or have another hash."""
    kept = Attachment.objects.filter(dropped_at=None).order_by("-pk")[:newest]
    return [one.number for one in kept if not keeping.whole(one, home)]
