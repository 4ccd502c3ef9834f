"""Climbing by itself: each level of being late once, whatever the late party does; and what is opened again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.appeals import routing
from mingcha.appeals.models import Appeal, Climb
from mingcha.appeals.operations.cards import lay_card, rule_for
from mingcha.appeals.operations.giving import Actor, decide, give, keys_of, run_clock, supervise, write
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.shipped import RED_BY_RATING
from mingcha.appeals.states import APPEAL, OPEN
from mingcha.audit import operations as audit
from mingcha.deadlines.models import Breach
from mingcha.kernel import transitions

UNSATISFIED = "unsatisfied"


@transaction.atomic
def climb(*, breach: Breach, at: datetime) -> Climb | None:
    """
    One step up for a breach; None when the step was made already or the appeal is over. Idempotent: the breach is
    unique among the steps, so that of two jobs, or after a restart in between, one step is made.
    """
    found = Appeal.objects.all().for_system("the clock").filter(public_id=breach.clock.subject).select_for_update()
    appeal = found.first()
    if appeal is not None and appeal.merged_into_id is not None:  # what it is part of has to climb
        lead = Appeal.objects.all().for_system("the clock").filter(pk=appeal.merged_into_id)
        appeal = lead.select_for_update().first()
    if appeal is None or appeal.state not in OPEN or Climb.objects.filter(breach=breach).exists():
        return None
    why = breach.clock.code
    colour, citation = rule_for(why, breach.level)
    if colour:
        lay_card(appeal, colour, why, citation=citation, at=at)
    return _step(appeal, why, breach=breach, by=audit.SYSTEM, at=at)


def climb_unsatisfied(appeal: Appeal, *, by: Actor, at: datetime) -> Climb:
    """A reply was sent back or not found satisfying: one level up; the second time a red card."""
    write(appeal, unsatisfied=appeal.unsatisfied + 1)
    if appeal.unsatisfied >= 2:
        lay_card(appeal, "red", UNSATISFIED, citation=RED_BY_RATING, at=at)
    return _step(appeal, UNSATISFIED, breach=None, by=by, at=at)


def reopen(appeal: Appeal, *, by: Actor, at: datetime) -> None:
    """Opened again for whoever had it, one level up. The short time begins."""
    transitions.move(appeal, APPEAL, "reopened", at=at)
    turn = routing.answering(appeal.area_code, appeal.category, keys_of(appeal), at=at)
    give(appeal, turn, why="reopened", by=by, at=at)
    run_clock(appeal, "appeal_redo", by=by, at=at)
    climb_unsatisfied(appeal, by=by, at=at)
    record_step(appeal, "reopened", by=by, at=at)


def _step(appeal: Appeal, why: str, *, breach: Breach | None, by: Actor, at: datetime) -> Climb:
    turn = routing.climbing(appeal.area_code, appeal.supervising_post, keys_of(appeal), at=at)
    level = appeal.level + 1
    supervise(appeal, turn, level=level)
    decide(appeal, turn, why="climbed", reason=why, by=by, at=at)
    step = Climb.objects.create(
        appeal=appeal, breach=breach, why=why, level=level, supervisor=turn.owner, post=turn.post, at=at
    )
    detail = {"level": level, "why": why, "to": turn.owner.audit_name}
    record_step(appeal, "climbed", by=by, at=at, detail=detail)
    return step
