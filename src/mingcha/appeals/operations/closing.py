"""Closing a month: its lines are frozen with their digest. A past that has changed is a new closing with a reason."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.appeals import months, policies
from mingcha.appeals.lives import FORMULA, digest_of
from mingcha.appeals.models import AppealEvent, MonthClosing, MonthLine
from mingcha.appeals.months import Month
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.calendar import day_of

_AT_ONCE = 500


@transaction.atomic
def close_month(*, month: Month, by: User | str, at: datetime) -> MonthClosing:
    """Freezes a month. Refused: `month.early` before its time, `month.closed` when it is closed already."""
    if at < month.closes_at:
        raise Refused(
            "month.early",
            Message("还没有到结账时间（次月16日零时）。", "It is closed on the 16th of the next month."),
        )
    if months.closing_of(month) is not None:
        raise Refused("month.closed", Message("这个月已经结账。", "This month is closed already."))
    made = _freeze(month, 1, "", by=by, at=at)
    audit.record("month.closed", subject=made.audit_name, by=by, at=at, detail=_told(made))
    return made


@transaction.atomic
def correct_month(*, month: Month, reason: str, by: User | str, at: datetime) -> MonthClosing:
    """
    Closes a month once more, as of the same moment, because its past was found to be different. What was published
    before stays, and is shown beside it. Refused: `month.same` when nothing changed, `appeal.reason`.
    """
    standing = months.get_closing(month)
    why = policies.check_neutral("reason", reason, policies.REASON)
    made = _freeze(month, standing.number + 1, why, by=by, at=at)
    if made.digest == standing.digest:
        raise Refused("month.same", Message("重算结果与已结账的一致，无需更正。", "Computed again it is the same."))
    audit.record("month.corrected", subject=made.audit_name, by=by, at=at, detail={**_told(made), "reason": why})
    return made


def close_due(at: datetime) -> int:
    """Closes every month whose time has come and in which something was filed; how many. Safe to run twice."""
    newest = MonthClosing.objects.order_by("-month").values_list("month", flat=True).first()
    if newest is not None:
        month = Month(newest).after
    else:
        first = AppealEvent.objects.filter(what="filed").order_by("at").values_list("at", flat=True).first()
        if first is None:
            return 0
        month = months.month_of(day_of(first))
    closed = 0
    while month.closes_at <= at:
        close_month(month=month, by=audit.SYSTEM, at=at)
        month, closed = month.after, closed + 1
    return closed


def _freeze(month: Month, number: int, reason: str, *, by: User | str, at: datetime) -> MonthClosing:
    found = list(months.keyed(month, as_of=month.closes_at))
    made = MonthClosing.objects.create(
        month=month.code,
        number=number,
        as_of=month.closes_at,
        formula=FORMULA,
        calendar=org.revision(),
        lines=len(found),
        digest=digest_of(line for _, line in found),
        reason=reason,
        by=audit.actor_name(by),
        at=at,
    )
    kept = (MonthLine(closing=made, appeal_id=key, **asdict(line)) for key, line in found)
    MonthLine.objects.bulk_create(kept, batch_size=_AT_ONCE)
    return made


def _told(made: MonthClosing) -> dict[str, object]:
    return {"digest": made.digest, "rows": made.lines, "number": made.number}
