"""One line for each step of an appeal, in the audit chain and beside it in the log that the rates are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mingcha.accounts.models import User
from mingcha.appeals.access import KIND
from mingcha.appeals.models import Appeal, AppealEvent
from mingcha.audit import operations as audit
from mingcha.deadlines import queries as deadlines
from mingcha.deadlines.states import OPEN

#: The promises of whoever has to answer; that of the checker is another's.
_ANSWERING = ("appeal_accept", "appeal_simple", "appeal_joint", "appeal_urgent", "appeal_redo")


def record_step(
    appeal: Appeal,
    what: str,
    *,
    word: str = "",
    by: User | str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """
    Records `appeal.<what>` and appends the event beside it; call it when the step is done and its clocks are set.

    `word`: the outcome of an answer, the grade of a rating, `yes` or `no` of a check.
    """
    record = audit.record(f"appeal.{what}", subject=appeal.audit_name, by=by, at=at, detail=detail)
    was_due, due = _times(appeal, at)
    lead = appeal.tasks.filter(lead=True).order_by("-since", "-pk").select_related("post", "owner").first()
    office = None if lead is None else lead.post.office_id if lead.post else lead.owner.office_id
    AppealEvent.objects.create(
        record=record.seq,
        appeal=appeal,
        what=what,
        word=word,
        at=at,
        human=isinstance(by, User),
        area_code=appeal.area_code,
        category=appeal.category.code if appeal.category else "",
        way=appeal.way,
        office_id=office,
        was_due_at=was_due,
        due_at=due,
    )


def _times(appeal: Appeal, at: datetime) -> tuple[datetime | None, datetime | None]:
    """When the time that was ended at this moment would have run out, and when that which runs now does."""
    was_due = due = None
    for clock in deadlines.clocks_of(KIND, [appeal.public_id]).filter(code__in=_ANSWERING):
        if clock.state in OPEN:
            due = clock.due_at
        elif clock.state in ("met", "missed") and clock.state_at == at:
            was_due = clock.due_at
    return was_due, due
