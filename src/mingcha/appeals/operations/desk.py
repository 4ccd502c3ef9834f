"""The desk: accepting, declining, handing on. None of it gives time to whoever is late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, policies, routing
from mingcha.appeals.family import members_of
from mingcha.appeals.models import Appeal, AppealKey, Category, RoutingDecision, Task
from mingcha.appeals.operations.filing import ACCEPT
from mingcha.appeals.operations.giving import end_clocks, give, keys_of, open_clocks, run_clock, write
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.operations.recurring import mark_recurrence
from mingcha.appeals.states import APPEAL, KINDS
from mingcha.appeals.suggesting.speaking import note_outcome
from mingcha.kernel import transitions
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.messages import Message

URGENT, REDO = "appeal_urgent", "appeal_redo"
#: Promises of solving: exactly one of them runs while an appeal is dealt with.
SOLVING = ("appeal_simple", "appeal_joint", URGENT, REDO)


@transaction.atomic
def accept_appeal(
    *,
    public_id: str,
    category: Category,
    kind: str,
    summary: str,
    urgent: bool = False,
    about: Collection[int] = (),
    by: User,
    at: datetime,
) -> Appeal:
    """
    The desk says what it is about, and it goes to whoever answers for that here; the time for solving it begins.

    `about`: pseudonyms of people and bodies that it is about. They, their kin and their unit neither get nor see it.
    NotFound; Denied unless the desk is theirs. Refused: `appeal.summary`, `appeal.identifier`, `appeal.kind`,
    `category.closed`, `appeal.nobody`, `state.forbidden`, `state.taken`.
    """
    appeal = _at_desk(public_id, by, at)
    neutral = policies.check_neutral("summary", summary, policies.SUMMARY)
    policies.check_open_category(category)
    if kind not in KINDS:
        raise Refused("appeal.kind", Message("请选择诉求性质。", "Choose what kind of appeal it is."))
    known = {"category": category, "kind": kind, "summary": neutral, "urgent": urgent}
    transitions.move(appeal, APPEAL, "accepted", at=at, **known)
    AppealKey.objects.bulk_create(
        [AppealKey(appeal=appeal, key=key) for key in sorted(set(about))], ignore_conflicts=True
    )
    end_clocks(appeal, ACCEPT, by=by, at=at)
    turn = routing.answering(appeal.area_code, category, keys_of(appeal), at=at)
    give(appeal, turn, why="accepted", by=by, at=at)
    run_clock(appeal, URGENT if urgent else category.promise, by=by, at=at)
    note_outcome(appeal, at=at)
    record_step(appeal, "accepted", by=by, at=at, detail={"category": category.code})
    mark_recurrence(appeal, at=at)
    return appeal


@transaction.atomic
def decline_appeal(*, public_id: str, where_to: str, by: User, at: datetime) -> Appeal:
    """It belongs elsewhere, and the petitioner is told where. As for accepting; Refused `appeal.reason`."""
    appeal = _at_desk(public_id, by, at)
    reason = policies.check_neutral("reason", where_to, policies.REASON)
    transitions.move(appeal, APPEAL, "declined", at=at, public_text=reason)
    end_clocks(appeal, ACCEPT, by=by, at=at)
    _end_tasks(appeal, at)
    record_step(appeal, "declined", by=by, at=at)
    return appeal


@transaction.atomic
def hand_over(*, public_id: str, category: Category, reason: str, by: User, at: datetime) -> Appeal:
    """
    The wrong door: it belongs to another category. The clock runs on as it is, whoever has it.

    Whoever has it may do so twice; after that, and whenever it is late, only a supervisor who does not answer for it.
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    why = policies.check_neutral("reason", reason, policies.REASON)
    policies.check_open_category(category)
    APPEAL.target("answered", appeal.state)  # only while it is being dealt with
    if Task.objects.filter(access.own_tasks(by, at=at), appeal=appeal, lead=True).exists():
        policies.check_hand_overs(RoutingDecision.objects.filter(appeal=appeal, why="wrong_door").count())
        check_in_time(appeal, at)
    else:
        policies.check_not_party(appeal, by)
        accounts.check(by, Permission.APPEAL_SUPERVISE, at=at, area=appeal.area_code)
    write(appeal, category=category)
    turn = routing.answering(appeal.area_code, category, keys_of(appeal), at=at)
    give(appeal, turn, why="wrong_door", reason=why, by=by, at=at)
    detail = {"category": category.code}  # no words: the trail cannot be wiped
    record_step(appeal, "handed_over", by=by, at=at, detail=detail)
    return appeal


def _at_desk(public_id: str, by: User, at: datetime) -> Appeal:
    """An appeal, locked, for whoever has it on the desk or keeps desks in its area."""
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    mine = Task.objects.filter(access.own_tasks(by, at=at), appeal=appeal).exists()
    if not mine and not accounts.can(by, Permission.APPEAL_DESK, at=at, area=appeal.area_code):
        raise Denied("appeal.desk", Message("这件诉求不在您的受理范围。", "This appeal is not on your desk."))
    return appeal


def check_in_time(appeal: Appeal, at: datetime) -> None:
    """Refused (`appeal.late`): whoever is late with it, or with what was merged into it, does not hand it on."""
    whole = (appeal, *members_of(appeal))
    if any(clock.due_at <= at for one in whole for clock in open_clocks(one, (ACCEPT, *SOLVING))):
        raise Refused(
            "appeal.late",
            Message(
                "已经超期，不能再转出。请由监督人员指定承办单位。",
                "It is late and cannot be handed on. A supervisor decides who answers.",
            ),
        )


def _end_tasks(appeal: Appeal, at: datetime) -> None:
    Task.objects.filter(appeal=appeal, until=None).update(until=at)
