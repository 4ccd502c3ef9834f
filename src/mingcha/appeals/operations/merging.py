"""
Several appeals on one matter become one, and one that holds two matters becomes two. Both can be undone.

No clock is touched by it that anybody waits for: what is merged keeps its own due moment, which still climbs (with the
matter that it is part of now); what is split off has the due moment of what it came from. Nobody gains a minute.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from mingcha.accounts import queries as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, policies, routing
from mingcha.appeals.access import KIND
from mingcha.appeals.family import TOWNSHIP, members_of
from mingcha.appeals.models import Appeal, AppealKey, Category, Merge, Task
from mingcha.appeals.operations.desk import SOLVING, URGENT, check_in_time
from mingcha.appeals.operations.filing import ACCEPT
from mingcha.appeals.operations.giving import (
    Actor,
    decide,
    end_clocks,
    give,
    keys_of,
    open_clocks,
    run_clock,
    supervise,
    write,
)
from mingcha.appeals.operations.joint import end_shares
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.routing import Turn
from mingcha.appeals.states import APPEAL, CLOSED, HANDLING, KINDS, RECEIVED
from mingcha.audit import operations as audit
from mingcha.deadlines import operations as deadlines
from mingcha.deadlines.models import Clock
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

MOST_PARTS = 5
_APART = "转专门渠道，合并撤销"


@transaction.atomic
def merge_appeal(*, public_id: str, into: str, reason: str, by: User, at: datetime) -> Appeal:
    """
    An appeal is dealt with as part of another. Whoever brought it keeps the receipt, gets the answer and rates it.

    NotFound unless both lie where they keep desks. Refused: `merge.self`, `merge.leads` when others were merged into
    it, `merge.lead` unless the other is being dealt with, `merge.far` outside its township, `appeal.late` for whoever
    answers for a late one, `appeal.reason`, `state.forbidden`.
    """
    if public_id == into:
        raise Refused("merge.self", Message("不能并入自己。", "It cannot be merged into itself."))
    found = {one: _at_desk(one, by, at) for one in sorted((public_id, into))}  # one order: two merges never wait
    appeal, lead = found[public_id], found[into]
    why = policies.check_neutral("reason", reason, policies.REASON)
    _check_may_merge(appeal, lead)
    for one in (appeal, lead):
        _check_gains_nothing(one, by, at)
    was = appeal.state
    transitions.move(appeal, APPEAL, "merged", at=at, merged_into=lead)
    end_shares(appeal, at)
    Task.objects.filter(appeal=appeal, until=None).update(until=at)
    if was == RECEIVED:  # seen by the desk: from now on the time for solving runs for whoever brought it
        end_clocks(appeal, ACCEPT, by=by, at=at)
        assert lead.category is not None  # it was accepted
        run_clock(appeal, URGENT if appeal.urgent else lead.category.promise, by=by, at=at)
    Merge.objects.create(appeal=appeal, into=lead, was=was, reason=why, by=audit.actor_name(by), at=at)
    _take_over(appeal, lead, by, at)
    record_step(appeal, "merged", by=by, at=at, detail={"to": lead.audit_name})
    audit.record("appeal.merged", subject=lead.audit_name, by=by, at=at, detail={"of": appeal.audit_name})
    return appeal


@transaction.atomic
def unmerge_appeal(*, public_id: str, reason: str, by: User, at: datetime) -> Appeal:
    """
    It was another matter after all: back to where it was, with its clocks as if it had never been merged.

    NotFound unless both lie where they keep desks. Refused: `state.forbidden`, `merge.closed` after the end of the
    other, `appeal.late`, `appeal.reason`.
    """
    into = _at_desk(public_id, by, at, lock=False).merged_into
    locked = {one: _at_desk(one, by, at) for one in sorted({public_id, *([into.public_id] if into else [])})}
    appeal = locked[public_id]
    APPEAL.target("unmerged", appeal.state)
    assert into is not None and appeal.merged_into_id == into.pk  # the state says so
    lead, why = locked[into.public_id], policies.check_neutral("reason", reason, policies.REASON)
    if lead.state == CLOSED:
        raise Refused(
            "merge.closed",
            Message("所并入的事项已办结，不能再拆出。", "What it was merged into is closed; it stays there."),
        )
    _check_gains_nothing(lead, by, at)
    put_apart(appeal, why, by=by, at=at)
    return appeal


def put_apart(appeal: Appeal, why: str, *, by: Actor, at: datetime) -> None:
    """Takes a merged appeal, locked, out again: part of the operations that need it."""
    merge = Merge.objects.select_for_update(of=("self",)).select_related("into").get(appeal=appeal, undone_at=None)
    known = {"undone_at": at, "undone_by": audit.actor_name(by), "undone_reason": why}
    Merge.objects.filter(pk=merge.pk).update(**known)
    back = merge.was == RECEIVED
    transitions.move(appeal, APPEAL, "put_back" if back else "unmerged", at=at, merged_into=None)
    if back:
        for clock in open_clocks(appeal, SOLVING):
            deadlines.void_clock(
                kind=KIND, subject=appeal.public_id, promise=clock.code, reason="撤销合并", by=by, at=at
            )
    _restart(appeal, (ACCEPT,) if back else SOLVING, merge.at, by, at)
    category = None if back else appeal.category
    give(appeal, routing.answering(appeal.area_code, category, keys_of(appeal), at=at), why="unmerged", by=by, at=at)
    record_step(appeal, "unmerged", by=by, at=at, detail={"of": merge.into.audit_name})


def set_members_free(lead: Appeal, *, by: Actor, at: datetime) -> None:
    """What an appeal led goes on for itself when it is wiped."""
    for member in members_of(lead):
        put_apart(member, _APART, by=by, at=at)


@transaction.atomic
def split_appeal(
    *, public_id: str, category: Category, kind: str, summary: str, reason: str, by: User, at: datetime
) -> Appeal:
    """
    A second matter in one appeal becomes an appeal of its own, due when the first is due. Its petitioners see both with
    the receipt that they have. Undone by merging it back.

    NotFound unless it lies where they keep desks. Refused: `appeal.summary`, `appeal.identifier`, `appeal.kind`,
    `category.closed`, `appeal.reason`, `appeal.late`, `split.most`, `state.forbidden` unless it is being dealt with.
    """
    appeal = _at_desk(public_id, by, at)
    neutral = policies.check_neutral("summary", summary, policies.SUMMARY)
    why = policies.check_neutral("reason", reason, policies.REASON)
    policies.check_open_category(category)
    if kind not in KINDS:
        raise Refused("appeal.kind", Message("请选择诉求性质。", "Choose what kind of appeal it is."))
    APPEAL.target("answered", appeal.state)
    _check_gains_nothing(appeal, by, at)
    whole = appeal.split_from_id or appeal.pk
    if Appeal.objects.all().for_system("how many parts").filter(split_from=whole).count() >= MOST_PARTS:
        raise Refused("split.most", Message("拆分不能超过五件。", "It was split five times; that is the most."))
    part = _part_of(appeal, whole, {"category": category, "kind": kind, "summary": neutral}, at)
    for clock in open_clocks(appeal, SOLVING):
        deadlines.copy_clock(clock=clock, subject=part.public_id, by=by, at=at)
    turn = routing.answering(part.area_code, category, keys_of(part), at=at)
    give(part, turn, why="split", reason=why, by=by, at=at)
    if part.level:  # it does not begin at the bottom again
        post = appeal.supervising_post
        assert appeal.supervisor is not None  # every open appeal has one
        supervise(part, Turn(appeal.supervisor, post))
    audit.record("appeal.split", subject=appeal.audit_name, by=by, at=at, detail={"to": part.audit_name})
    record_step(part, "split", by=by, at=at, detail={"of": appeal.audit_name})
    return part


def _part_of(appeal: Appeal, whole: int, own: dict[str, object], at: datetime) -> Appeal:
    same = ("way", "urgent", "area_code", "place", "spot", "filed_at", "filed_by", "level", "unsatisfied", "extensions")
    known = {name: getattr(appeal, name) for name in same}
    part = Appeal.objects.create(
        public_id=secrets.token_hex(8), state=HANDLING, state_at=at, split_from_id=whole, **known, **own
    )
    AppealKey.objects.bulk_create([AppealKey(appeal=part, key=key) for key in keys_of(appeal)])
    return part


def _at_desk(public_id: str, by: User, at: datetime, *, lock: bool = True) -> Appeal:
    return access.appeal_for(by, public_id, to=Permission.APPEAL_DESK, at=at, lock=lock)


def _check_may_merge(appeal: Appeal, lead: Appeal) -> None:
    if members_of(appeal):
        raise Refused(
            "merge.leads",
            Message("已有诉求并入这一件，请反过来合并。", "Others were merged into it: merge the other way round."),
        )
    if lead.state != HANDLING:
        raise Refused(
            "merge.lead", Message("只能并入正在办理的诉求。", "Only what is being dealt with can take others in.")
        )
    if appeal.area_code[:TOWNSHIP] != lead.area_code[:TOWNSHIP]:
        raise Refused("merge.far", Message("两件诉求不在同一乡镇。", "The two are not of one township."))


def _check_gains_nothing(appeal: Appeal, by: User, at: datetime) -> None:
    """Whoever answers for something late does not rearrange it."""
    if access.is_party(by, appeal):
        check_in_time(appeal, at)


def _restart(appeal: Appeal, promises: tuple[str, ...], since: datetime, by: Actor, at: datetime) -> None:
    """What was stopped for it while it was merged runs on."""
    if open_clocks(appeal, promises):
        return
    stopped = Clock.objects.filter(kind=KIND, subject=appeal.public_id, code__in=promises, state_at__gte=since)
    last = stopped.filter(state__in=("met", "missed")).order_by("state_at", "pk").last()
    if last is not None:
        deadlines.restart_clock(clock_id=last.pk, by=by, at=at)


def _take_over(appeal: Appeal, lead: Appeal, by: User, at: datetime) -> None:
    """The lead is seen to as highly as either was, and by nobody whom either names."""
    most = {name: max(getattr(appeal, name), getattr(lead, name)) for name in ("unsatisfied", "extensions")}
    write(lead, **most)
    keys = keys_of(lead)
    if appeal.level > lead.level and appeal.supervisor is not None:
        supervise(lead, Turn(appeal.supervisor, appeal.supervising_post), level=appeal.level)
    own = Task.objects.select_related("post", "owner").get(appeal=lead, lead=True, until=None)
    away, named = accounts.recused_users(keys, at=at), accounts.offices_named(keys)
    if own.owner_id in away or (own.post is not None and own.post.office_id in named):
        give(lead, routing.answering(lead.area_code, lead.category, keys, at=at), why="conflict", by=by, at=at)
    if lead.supervisor_id in away:
        turn = routing.climbing(lead.area_code, own.post, keys, at=at)
        supervise(lead, turn)
        decide(lead, turn, why="conflict", by=by, at=at)
