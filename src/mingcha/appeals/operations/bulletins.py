"""The monthly bulletin of an area: drafted by itself from a closed month, put forward by one, approved by another."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, bulletins, months, policies
from mingcha.appeals.models import Bulletin
from mingcha.appeals.months import Month
from mingcha.appeals.states import BULLETIN
from mingcha.audit import operations as audit
from mingcha.kernel import transitions
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area

CASES = (0, 2_000)


@transaction.atomic
def draft_bulletin(*, month: Month, area: Area, by: User, at: datetime) -> Bulletin:
    """
    The sheet of a closed month, with every figure in it; typical cases are left to a person.

    Denied outside APPEAL_SUPERVISE; NotFound `month.open`; Refused `bulletin.twice`.
    """
    accounts.check(by, Permission.APPEAL_SUPERVISE, at=at, area=area.code)
    closing = months.get_closing(month)
    if Bulletin.objects.filter(closing=closing, area=area).exists():
        raise Refused("bulletin.twice", Message("这个月的通报已经起草。", "This bulletin has been drafted already."))
    made = Bulletin.objects.create(
        number=secrets.token_hex(8),
        closing=closing,
        area=area,
        area_code=area.code,
        state_at=at,
        figures=bulletins.figures(closing, area),
        drafted_by=by,
    )
    detail = {"area": area.code, "month": month.code, "digest": closing.digest}
    audit.record("bulletin.drafted", subject=made.audit_name, by=by, at=at, detail=detail)
    return made


@transaction.atomic
def write_bulletin(*, number: str, cases: str, by: User, at: datetime) -> Bulletin:
    """The words beside the figures, without names. Refused: `bulletin.sent` when it is no draft, `appeal.cases`."""
    found = access.bulletin_for(by, number, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    if found.state != BULLETIN.initial:
        raise Refused("bulletin.sent", Message("通报已提交，不能再改。", "It was put forward and is not changed now."))
    cases = policies.check_neutral("cases", cases, CASES)
    # Whoever writes is who drafted it: another approves.
    Bulletin.objects.filter(pk=found.pk).update(cases=cases, drafted_by=by)
    audit.record("bulletin.written", subject=found.audit_name, by=by, at=at)
    found.cases, found.drafted_by = cases, by
    return found


def propose_bulletin(*, number: str, by: User, at: datetime) -> Bulletin:
    """Puts it forward."""
    return _move(number, "proposed", Permission.APPEAL_SUPERVISE, by=by, at=at)


def return_bulletin(*, number: str, by: User, at: datetime) -> Bulletin:
    """Gives it back to be written anew."""
    return _move(number, "returned", Permission.APPEAL_PUBLISH, by=by, at=at)


def publish_bulletin(*, number: str, by: User, at: datetime) -> Bulletin:
    """Approves it. Denied `bulletin.self` for whoever wrote it."""
    return _move(number, "published", Permission.APPEAL_PUBLISH, approved_by=by, by=by, at=at)


@transaction.atomic
def _move(number: str, event: str, to: Permission, *, by: User, at: datetime, **changes: Any) -> Bulletin:
    found = access.bulletin_for(by, number, to=to, at=at, lock=True)
    if event == "published" and found.drafted_by_id == by.pk:
        raise Denied("bulletin.self", Message("通报要由另一人审定。", "Somebody else approves it."))
    transitions.move(found, BULLETIN, event, at=at, **changes)
    audit.record(f"bulletin.{event}", subject=found.audit_name, by=by, at=at)
    return found
