"""Writing clues: proposed from a finding by one person, registered or declined by another."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from mingcha.accounts.access import scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.clues import access, numbering, policies, routing
from mingcha.clues.models import Clue, ClueKey, ClueSource
from mingcha.clues.states import CLUE
from mingcha.deadlines import operations as deadlines
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.matching import access as matching
from mingcha.matching import operations as findings
from mingcha.matching.policies import check_confirmed
from mingcha.matching.quoting import quote
from mingcha.org.models import Area
from mingcha.org.queries import codes_above

#: Promises: the second signature; what is to be done about the clue, which the room's later half ends.
DECISION, DISPOSAL = "clue_decision", "clue_disposal"


@transaction.atomic
def propose_clue(*, number: str, title: str, summary: str, level: str, by: User, at: datetime) -> Clue:
    """
    Proposes that the finding called `number` becomes a clue: the first of two signatures (四眼原则; domain B4).

    NotFound outside the scope of CLUE_PROPOSE. Refused: `finding.not_confirmed` unless verified as true, `clue.title`,
    `clue.summary`, `clue.identifier`, `clue.level`; `clue.conflict` when no office or no second person is free of
    conflict, without saying who or why; `state.forbidden`, `state.taken` when it was proposed already.
    """
    finding = matching.finding_for(by, number, to=Permission.CLUE_PROPOSE, at=at, lock=True)
    check_confirmed(finding)
    known = {
        "title": policies.check_text("title", title, policies.TITLE),
        "summary": policies.check_text("summary", summary, policies.SUMMARY),
        "level": policies.check_level(level),
    }
    keys = frozenset(finding.keys.values_list("key", flat=True))
    route = routing.route_for(finding.area_code, keys, by=by, at=at)
    if route is None:
        raise Refused("clue.conflict", policies.CONFLICT)
    content = quote(finding)
    findings.make_clue(number=number, by=by, at=at)
    clue = Clue.objects.create(
        public_id=secrets.token_hex(8),
        state_at=at,
        area_code=finding.area_code,
        place=_place(finding.area_code),
        reach=route.reach,
        signed_over=route.signed_over,
        office=route.office,
        proposed_by=by,
        proposed_at=at,
        **known,
    )
    ClueSource.objects.create(clue=clue, kind="finding", reference=number, content=content, added_at=at)
    ClueKey.objects.bulk_create([ClueKey(clue=clue, key=key) for key in sorted(keys)])
    _start(clue, DECISION, by=by, at=at)
    audit.record("clue.proposed", subject=clue.audit_name, by=by, at=at, detail={"source": f"finding:{number}"})
    return clue


@transaction.atomic
def confirm_clue(*, public_id: str, owner: User, level: str, reason: str, by: User, at: datetime) -> Clue:
    """
    The second signature: the clue gets its number in the register and an owner; the time for a disposal begins.

    NotFound outside the scope of CLUE_CONFIRM, and for whoever stays away from anybody it names, then or now. Refused:
    `clue.self`, `clue.subordinate`, `clue.level`, `clue.reason`, `clue.owner` when `owner` may not read it or has to
    stay away; `state.forbidden`, `state.taken` when it was decided already.
    """
    clue = _decidable(public_id, by=by, at=at)
    for reference in clue.sources.filter(kind="finding").values_list("reference", flat=True):
        matching.finding_for(by, reference, to=Permission.CLUE_CONFIRM, at=at)
    policies.check_level(level)
    given = policies.check_text("reason", reason, policies.REASON)
    keys = list(clue.keys.values_list("key", flat=True))
    policies.check_owner(routing.owners(clue.reach, keys, at=at).filter(pk=owner.pk).exists())
    CLUE.target("confirmed", clue.state)
    number = numbering.give_number(clue, level=level, at=at)
    transitions.move(
        clue,
        CLUE,
        "confirmed",
        at=at,
        decided_by=by,
        decided_at=at,
        decision_reason=given,
        owner=owner,
        level=level,
        series=number.series,
        serial=number.serial,
        register_no=number.text,
    )
    _stop(clue, DECISION, by=by, at=at)
    _start(clue, DISPOSAL, by=by, at=at)
    signed = {"proposed_by": clue.proposed_by.audit_name, "owner": owner.audit_name, "level": level}
    audit.record("clue.confirmed", subject=clue.audit_name, by=by, at=at, detail=signed)
    return clue


@transaction.atomic
def decline_clue(*, public_id: str, reason: str, by: User, at: datetime) -> Clue:
    """
    The proposal is not followed: the finding goes back to those who verified it, who may propose it again.

    NotFound and Refused as for confirming, without owner and level.
    """
    clue = _decidable(public_id, by=by, at=at)
    given = policies.check_text("reason", reason, policies.REASON)
    transitions.move(clue, CLUE, "declined", at=at, decided_by=by, decided_at=at, decision_reason=given)
    for reference in clue.sources.filter(kind="finding").values_list("reference", flat=True):
        findings.take_back(number=reference, to=Permission.CLUE_CONFIRM, by=by, at=at)
    _stop(clue, DECISION, by=by, at=at)
    signed = {"proposed_by": clue.proposed_by.audit_name}
    audit.record("clue.declined", subject=clue.audit_name, by=by, at=at, detail=signed)
    return clue


def _decidable(public_id: str, *, by: User, at: datetime) -> Clue:
    """The clue, locked, when `by` may give its second signature."""
    clue = access.clue_for(by, public_id, to=Permission.CLUE_CONFIRM, at=at, lock=True)
    policies.check_other_person(clue, by)
    policies.check_not_subordinate(clue, by, scope_of(by, Permission.CLUE_CONFIRM, at=at))
    return clue


def _place(code: str) -> Area | None:
    """The nearest area that the platform knows."""
    above = Area.objects.filter(code__in=codes_above(code)).exclude(level="province")
    return max(above, key=lambda area: len(area.prefix), default=None)


def _start(clue: Clue, promise: str, *, by: User, at: datetime) -> None:
    deadlines.start_clock(kind=access.KIND, subject=clue.public_id, promise=promise, by=by, at=at)


def _stop(clue: Clue, promise: str, *, by: User, at: datetime) -> None:
    deadlines.stop_clock(kind=access.KIND, subject=clue.public_id, promise=promise, by=by, at=at)
