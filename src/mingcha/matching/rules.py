"""Writing rule versions: suspended and let run again. Texts are written in `editor.py`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.kernel import transitions
from mingcha.matching import access, policies
from mingcha.matching.models import RuleVersion
from mingcha.matching.states import RULE_VERSION


@transaction.atomic
def suspend_rule(*, rule_id: str, version: int, reason: str, by: User, at: datetime) -> RuleVersion:
    """
    Takes a rule out of use; the next run leaves it out, its findings stay.

    Denied without RULE_APPROVE; NotFound; Refused: `reason.missing`, or it is not in use.
    """
    rule = access.rule_for(by, rule_id, version, to=Permission.RULE_APPROVE, at=at, lock=True)
    given = policies.check_reason(reason, 200)
    transitions.move(rule, RULE_VERSION, "suspended", at=at, state_reason=given)
    audit.record("rule.suspended", subject=rule.audit_name, by=by, at=at, detail={"reason": given})
    return rule


@transaction.atomic
def let_run(*, rule_id: str, version: int, reason: str, by: User, at: datetime) -> RuleVersion:
    """
    Lets a suspended rule run again; from now on only later verdicts count against its floor.

    Denied without RULE_APPROVE; NotFound; Refused: `reason.missing`, `rule.self`, or it is not suspended.
    """
    rule = access.rule_for(by, rule_id, version, to=Permission.RULE_APPROVE, at=at, lock=True)
    given = policies.check_reason(reason, 200)
    policies.check_other_person(rule, by)
    policies.check_suspended(rule)
    transitions.move(rule, RULE_VERSION, "approved", at=at, state_reason=given, approved_by=by)
    audit.record("rule.reinstated", subject=rule.audit_name, by=by, at=at, detail={"reason": given})
    return rule
