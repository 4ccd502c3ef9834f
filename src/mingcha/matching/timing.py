"""The findings whose time for verifying runs, for the list of lamps over all rooms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from mingcha.accounts.models import User
from mingcha.deadlines import queries as deadlines
from mingcha.deadlines.queries import Matter
from mingcha.matching import access, places
from mingcha.matching.models import FindingSet
from mingcha.matching.verifying import KIND
from mingcha.org.language import say


def timed(user: User, *, at: datetime, office: int | None = None) -> FindingSet:
    """Those that `user` may see and for which a clock runs; of one office: those that its people verify."""
    # By the clocks, which are few: led by the findings, a database would read a million of them first.
    found = access.visible_findings(user, at=at).filter(number__in=deadlines.timed_subjects(KIND))
    return found if office is None else found.filter(assignee__office_id=office)


def timing_offices(user: User, *, at: datetime) -> set[int]:
    """The offices whose people verify them."""
    found = timed(user, at=at).order_by().values_list("assignee__office_id", flat=True).distinct()
    return {office for office in found if office}


def matters(user: User, numbers: Collection[str], *, at: datetime) -> dict[str, Matter]:
    """What the list says of some of them."""
    found = access.visible_findings(user, at=at).filter(number__in=numbers)
    rows = list(found.select_related("rule", "text", "assignee__office"))
    names = places.names_of(row.area for row in rows)
    return {
        row.number: Matter(
            title=str(row.rule),
            note=say(row.text.explanation),
            address=reverse("finding", args=[row.number]),
            clock=reverse("finding_clock", args=[row.number]),
            place=names.get(row.area, ""),
            office=str(row.assignee.office or "") if row.assignee else "",
            who=row.assignee.name if row.assignee else "",
        )
        for row in rows
    }
