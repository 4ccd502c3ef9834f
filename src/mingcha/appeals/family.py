"""What belongs together: appeals merged into one, and parts of what one person brought under one receipt."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals.models import Appeal, AppealSet, Petitioner

#: Digits of the code of a township: what is further apart is not one matter.
TOWNSHIP = 9


def lead_of(appeal: Appeal) -> Appeal:
    """The appeal that is dealt with: itself, or the one that it was merged into. Merged is never merged again."""
    if appeal.merged_into_id is None:
        return appeal
    return _all().select_related("category", "place").get(pk=appeal.merged_into_id)


def members_of(appeal: Appeal) -> list[Appeal]:
    """Those that were merged into an appeal and still are."""
    return list(_all().filter(merged_into=appeal).order_by("filed_at", "pk"))


def members_by_lead(appeals: Iterable[Appeal]) -> dict[int, list[str]]:
    """Public ids of the members of each of some appeals."""
    found: dict[int, list[str]] = {}
    leads = [appeal.pk for appeal in appeals]
    for lead, public_id in _all().filter(merged_into__in=leads).values_list("merged_into_id", "public_id"):
        if lead is not None:
            found.setdefault(lead, []).append(public_id)
    return found


def matters_of(petitioner: Petitioner) -> list[Appeal]:
    """What somebody brought, with the parts that were taken out of it: the first is what the receipt was given for."""
    own = _all().filter(Q(pk=petitioner.appeal_id) | Q(split_from=petitioner.appeal_id))
    return list(
        own.select_related("category", "place").order_by(F("split_from").asc(nulls_first=True), "filed_at", "pk")
    )


def petitioners_of(appeal: Appeal) -> QuerySet[Petitioner]:
    """Everybody who has a say in a matter: who brought it, a part of it, or what was merged into it."""
    whole = _all().filter(Q(pk=appeal.pk) | Q(merged_into=appeal))
    return Petitioner.objects.filter(
        Q(appeal__in=whole.values("pk")) | Q(appeal__in=whole.filter(split_from__isnull=False).values("split_from"))
    )


def text_of_appeal(appeal: Appeal) -> str:
    """What was written. A part reads what it was taken out of. Refused (`text.damaged`)."""
    whole = appeal if appeal.split_from_id is None else _all().get(pk=appeal.split_from_id)
    return text_of(whole, "sealed_text")


def _all() -> AppealSet:
    return Appeal.objects.all().for_system("what belongs to an appeal that was looked up")
