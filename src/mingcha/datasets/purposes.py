"""Writing the purpose register: proposed by one person, approved by another, ended for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.datasets import access, dropping, engine, policies
from mingcha.datasets.models import Purpose
from mingcha.datasets.states import PURPOSE
from mingcha.kernel import transitions
from mingcha.org.models import Area


@transaction.atomic
def propose_purpose(
    *, title: str, legal_basis: str, datasets: Sequence[str], area: Area, valid_until: date, by: User, at: datetime
) -> Purpose:
    """
    Proposes what the registers of an area may be matched for.

    Denied without PURPOSE_PROPOSE there. Refused: `purpose.datasets`, `purpose.past`, `reason.missing` without a title
    or legal basis of at least four characters.
    """
    accounts.check(by, Permission.PURPOSE_PROPOSE, at=at, area=area.code)
    policies.check_datasets(datasets, engine.specs())
    policies.check_not_past(valid_until, access.local_day(at))
    purpose = Purpose.objects.create(
        title=policies.check_reason(title, 120),
        legal_basis=policies.check_reason(legal_basis, 2000),
        datasets=sorted(set(datasets)),
        area=area,
        valid_until=valid_until,
        proposed_by=by,
        proposed_at=at,
        state_at=at,
    )
    detail = {"area": area.code, "datasets": purpose.datasets, "until": valid_until.isoformat()}
    audit.record("purpose.proposed", subject=purpose.audit_name, by=by, at=at, detail=detail)
    return purpose


@transaction.atomic
def approve_purpose(*, purpose_id: int, by: User, at: datetime) -> Purpose:
    """
    Approves a purpose that somebody else proposed.

    NotFound, Denied without PURPOSE_APPROVE in its area; Refused: `purpose.self`, `purpose.past`, or not a draft.
    """
    purpose = access.purpose_for(by, purpose_id, to=Permission.PURPOSE_APPROVE, at=at, lock=True)
    policies.check_other_person(purpose.proposed_by_id, by)
    policies.check_not_past(purpose.valid_until, access.local_day(at))
    transitions.move(purpose, PURPOSE, "approved", at=at, approved_by=by, approved_at=at)
    audit.record("purpose.approved", subject=purpose.audit_name, by=by, at=at)
    return purpose


@transaction.atomic
def end_purpose(*, purpose_id: int, reason: str, by: User, at: datetime) -> Purpose:
    """Ends a purpose and deletes what was handed in for it. NotFound, Denied without PURPOSE_APPROVE, Refused twice."""
    purpose = access.purpose_for(by, purpose_id, to=Permission.PURPOSE_APPROVE, at=at, lock=True)
    _end(purpose, policies.check_reason(reason), by, at)
    return purpose


@transaction.atomic
def end_expired_purpose(*, purpose: Purpose, at: datetime) -> None:
    """Ends a purpose whose last day has passed; the job's part."""
    _end(purpose, "", audit.SYSTEM, at)


def _end(purpose: Purpose, reason: str, by: User | str, at: datetime) -> None:
    transitions.move(purpose, PURPOSE, "ended", at=at, end_reason=reason)
    audit.record("purpose.ended", subject=purpose.audit_name, by=by, at=at)
    for upload in dropping.kept_for(purpose):
        dropping.drop_upload(upload=upload, why="purpose_ended", by=by, at=at)
