"""How many files, and how large, may be added now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from mingcha.accounts.models import User
from mingcha.attachments.arriving import Received
from mingcha.attachments.models import Attachment
from mingcha.attachments.sentences import refused

_DAY = timedelta(hours=24)


def check_amount(files: Sequence[Received], by: User, at: datetime) -> None:
    """Refused (`attachment.too_many`, `.empty`, `.too_large`, `.day_quota`) before any file is opened."""
    if len(files) > settings.ATTACHMENTS_MOST:
        raise refused("attachment.too_many", "", limit=settings.ATTACHMENTS_MOST)
    used = Attachment.objects.filter(by=by, at__gt=at - _DAY).aggregate(bytes=Sum("size"))["bytes"] or 0
    for file in files:
        used += file.size
        if not file.size:
            raise refused("attachment.empty", file.name)
        if file.size > settings.ATTACHMENT_BYTES:
            raise refused("attachment.too_large", file.name, limit=settings.ATTACHMENT_BYTES // 1_000_000)
        if used > settings.ATTACHMENTS_DAY_BYTES:
            raise refused("attachment.day_quota", file.name, limit=settings.ATTACHMENTS_DAY_BYTES // 1_000_000)
