"""
"It is my matter too": once a person, without telling who. A mark opens, hides, closes and reorders nothing.

A person is a random token that their own browser keeps; kept of it is a hash keyed by the appeal, so that two matters
are not tied together. Of where a mark comes from a hash under a key of the day is counted, and gone the day after: no
address is stored.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from mingcha.appeals.models import Appeal, Support, SupportSource
from mingcha.audit import operations as audit
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of

#: Marks from one source in a day: a village may share one address of a provider, an army of marks may not.
A_DAY = 30
TOKEN = 32


def new_token() -> str:
    """What a browser keeps."""
    return secrets.token_hex(TOKEN // 2)


@transaction.atomic
def support(*, public_id: str, token: str, source: str, at: datetime) -> bool:
    """
    Whether the mark is new. NotFound unless everybody may read the appeal; Refused `support.many` from one source.
    """
    shown = Appeal.objects.all().for_system("approved for everybody").approved()
    appeal = shown.filter(public_id=public_id).first()
    if appeal is None:
        raise NotFound("appeal.unknown", Message("没有这件公开的事项。", "No such matter is shown here."))
    mark = _keyed("support", f"{public_id}:{token}")
    if Support.objects.filter(appeal=appeal, mark=mark).exists():
        return False
    _count(source, at)
    _, fresh = Support.objects.get_or_create(appeal=appeal, mark=mark, defaults={"at": at})
    if fresh:
        audit.record("appeal.supported", subject=appeal.audit_name, by="public", at=at)
    return fresh


def forget_sources(*, at: datetime) -> int:
    """Where yesterday's marks came from is gone."""
    gone, _ = SupportSource.objects.filter(day__lt=day_of(at)).delete()
    return gone


def _count(source: str, at: datetime) -> None:
    day = day_of(at)
    mark = _keyed(f"support source {day.isoformat()}", source)
    counted, _ = SupportSource.objects.get_or_create(mark=mark, defaults={"day": day})
    if SupportSource.objects.filter(pk=counted.pk, count__lt=A_DAY).update(count=F("count") + 1) != 1:
        raise Refused(
            "support.many",
            Message(
                "今天从这个网络来的附议太多，请明天再来。您的诉求可以直接提交，不受此限制。",
                "Too many marks came over this network today. Hand in what you have to say yourself: that has no such "
                "limit.",
            ),
        )


def _keyed(use: str, text: str) -> str:
    return hashlib.blake2b(text.encode(), key=settings.SECRET.derive(use, 32), digest_size=16).hexdigest()
