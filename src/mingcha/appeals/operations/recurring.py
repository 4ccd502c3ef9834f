"""The same trouble at the same place again, after it was said to be solved: marked, and seen by whoever supervises."""

from __future__ import annotations

from datetime import datetime

from mingcha.appeals.family import text_of_appeal
from mingcha.appeals.models import Appeal, Recurrence
from mingcha.appeals.operations.cards import lay_card
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.repeats import solved_before
from mingcha.audit import operations as audit

WHY = "recurred"


def mark_recurrence(appeal: Appeal, *, at: datetime) -> Recurrence | None:
    """Part of accepting: looks once for what was solved within a year, and lays a reminder on what came again."""
    found = solved_before(appeal, text_of_appeal(appeal))
    if found is None:
        return None
    known = {"earlier": found.appeal, "alike": found.alike, "at": at}
    made, fresh = Recurrence.objects.get_or_create(appeal=appeal, defaults=known)
    if fresh:
        lay_card(appeal, "blue", WHY, at=at)
        # Not which one: whoever reads the trail of this one may not be meant to know of the other.
        record_step(appeal, "recurred", by=audit.SYSTEM, at=at, detail={"alike": found.alike})
    return made
