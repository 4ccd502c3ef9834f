"""Filing what a person confirmed of a group's transcript: every ticked matter, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import policies
from mingcha.appeals.models import Category, HeardMessage
from mingcha.appeals.operations.filing import Filed, file_appeal
from mingcha.audit import operations as audit
from mingcha.org.models import Area


@dataclass(frozen=True)
class Confirmed:
    """A matter as a person confirmed it: masked words, the words before masking, keyed hashes of its messages."""

    text: str
    unmasked: str
    marks: tuple[str, ...]
    name: str = ""
    spot: str = ""
    kind: str = "request"
    category: Category | None = None
    urgent: bool = False


@transaction.atomic
def file_threads(*, area: Area, confirmed: Sequence[Confirmed], by: User, at: datetime) -> list[Filed]:
    """
    Files each confirmed matter that was not filed before; of its messages only keyed hashes are kept beside it.

    Denied without APPEAL_FILE in the area. Refused, and then nothing is filed: as by `file_appeal`; `category.closed`.
    """
    accounts.check(by, Permission.APPEAL_FILE, at=at, area=area.code)
    filed = [one for matter in confirmed if (one := _file(area, matter, by, at)) is not None]
    audit.record("transcript.filed", subject=f"area:{area.code}", by=by, at=at, detail={"appeals": len(filed)})
    return filed


def _file(area: Area, matter: Confirmed, by: User, at: datetime) -> Filed | None:
    """None when all its messages are part of appeals already, by a paste before this or at the same time."""
    if matter.category is not None:
        policies.check_open_category(matter.category)
    known = HeardMessage.objects.filter(mark__in=matter.marks).count()
    if known == len(set(matter.marks)):
        return None
    filed = file_appeal(
        way="transcript",
        area=area,
        text=matter.text,
        unmasked=matter.unmasked,
        spot=matter.spot,
        name=matter.name,
        kind=matter.kind,
        category=matter.category,
        urgent=matter.urgent,
        delivery=f"transcript:{matter.marks[0]}",
        by=by,
        at=at,
    )
    if filed.code is None:
        return None
    rows = [HeardMessage(mark=mark, appeal=filed.appeal) for mark in dict.fromkeys(matter.marks)]
    HeardMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return filed
