"""Answering, checking, rating: answered is not solved, and nobody checks themselves."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import sealed_for
from mingcha.appeals import access, policies
from mingcha.appeals.family import matters_of, members_of, petitioners_of
from mingcha.appeals.models import Appeal, Check, Petitioner, Rating, Reply
from mingcha.appeals.operations.climbing import climb_unsatisfied, reopen
from mingcha.appeals.operations.desk import REDO, SOLVING
from mingcha.appeals.operations.giving import end_clocks, open_clocks, run_clock, write
from mingcha.appeals.operations.joint import check_leads, end_shares
from mingcha.appeals.operations.notes import keep_note
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.operations.peers import check_peer
from mingcha.appeals.operations.telling import tell_petitioners
from mingcha.appeals.states import APPEAL, CHECKERS, OUTCOMES, RATINGS
from mingcha.attachments import operations as attachments
from mingcha.attachments.operations import Checked
from mingcha.audit import operations as audit
from mingcha.deadlines import operations as deadlines
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

CHECK = "appeal_check"
_GRANTED = "监督人员批准延期，理由见办理记录"
_CHOOSE = Message("请从列出的选项中选择。", "Choose one of those listed.")


@transaction.atomic
def answer_appeal(
    *, public_id: str, outcome: str, text: str, files: Sequence[Checked] = (), by: User, at: datetime
) -> Reply:
    """
    What was done, or why it cannot be, with photos of before and after. Stops the time for solving at this moment; from
    now on the checker is the one who has to act.

    NotFound; Denied `appeal.task` unless they lead: whoever helps answers their share alone. Refused: `appeal.reply`,
    `appeal.outcome`, `state.forbidden`.
    """
    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    check_leads(appeal, by, at)
    given = policies.check_text("reply", text, policies.TEXT)
    if outcome not in OUTCOMES:
        raise Refused("appeal.outcome", _CHOOSE)
    transitions.move(appeal, APPEAL, "answered", at=at)
    number = secrets.token_hex(8)
    sealed = sealed_for(Reply, "sealed_text", number, given)
    reply = Reply.objects.create(appeal=appeal, number=number, outcome=outcome, sealed_text=sealed, by=by, at=at)
    attachments.attach(owner=reply.audit_name, checked=files, by=by, at=at)
    for one in (appeal, *members_of(appeal)):  # it answers whatever was merged into it
        end_clocks(one, *SOLVING, by=by, at=at)
    end_shares(appeal, at)
    run_clock(appeal, CHECK, by=by, at=at)
    detail = {"outcome": outcome, "files": len(files)}
    record_step(appeal, "answered", word=outcome, by=by, at=at, detail=detail)
    return reply


@transaction.atomic
def check_reply(*, public_id: str, passed: bool, how: str, note: str, by: User, at: datetime) -> Appeal:
    """
    Somebody else looks. Passed: solved (or explained) and open to rating. Not passed: it goes back, to be done anew in
    the short time for that, one level up.

    NotFound outside APPEAL_SUPERVISE; Denied `appeal.party`. Refused: `appeal.note`, `appeal.how`, `appeal.peer`,
    `state.forbidden`.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    policies.check_not_party(appeal, by)
    given = policies.check_neutral("note", note, policies.REASON)
    if how not in CHECKERS:
        raise Refused("appeal.how", _CHOOSE)
    reply = appeal.replies.order_by("at", "pk").last()
    if passed and reply is not None and reply.outcome == "infeasible":
        check_peer(reply, by)
    event = "sent_back" if not passed else "passed" if reply and reply.outcome == "solved" else "found_infeasible"
    transitions.move(appeal, APPEAL, event, at=at)
    assert reply is not None  # an answered appeal has a reply
    Check.objects.create(reply=reply, how=how, passed=passed, note=given, by=by, at=at)
    end_clocks(appeal, CHECK, by=by, at=at)
    if not passed:
        run_clock(appeal, REDO, by=by, at=at)
        climb_unsatisfied(appeal, by=by, at=at)
    record_step(appeal, "checked", word="yes" if passed else "no", by=by, at=at, detail={"how": how, "passed": passed})
    if passed:
        tell_petitioners(appeal, reply, by=by, at=at)
    return appeal


@transaction.atomic
def rate_reply(*, petitioner: Petitioner, grade: str, reason: str = "", part: str = "", at: datetime) -> Rating:
    """
    What the petitioner makes of the last reply, once. Not satisfied: it is opened again one level up; the second time a
    red card lies on it. Satisfied: it is closed, once everybody who brought it has had their say or is content.
    `part` names one of several matters under the receipt; of what was merged the one that it is part of is rated.

    Refused: `rating.reason` when not satisfied and no reason, `rating.twice`, `state.forbidden` when there is none yet.
    """
    own = matters_of(petitioner)
    matter = next((one for one in own if one.public_id == part), own[0])
    dealt_with = matter.merged_into_id or matter.pk
    appeal = Appeal.objects.all().for_system("the petitioner's own").select_for_update().get(pk=dealt_with)
    reply = appeal.replies.order_by("at", "pk").last()
    APPEAL.target("reopened", appeal.state)  # the states that can be rated are those that can be opened again
    if reply is None or grade not in RATINGS:
        raise Refused("rating.grade", _CHOOSE)
    if reply.ratings.filter(petitioner=petitioner).exists():
        raise Refused("rating.twice", Message("您已经评价过了。", "You have rated it already."))
    given = reason.strip()
    if grade == "unsatisfied":
        given = policies.check_text("reason", reason, policies.REASON)
    number = secrets.token_hex(8)
    sealed = sealed_for(Rating, "sealed_reason", number, given) if given else ""
    rating = Rating.objects.create(
        number=number, reply=reply, petitioner=petitioner, grade=grade, sealed_reason=sealed, at=at
    )
    by = f"petitioner:{petitioner.number}"
    record_step(appeal, "rated", word=grade, by=by, at=at, detail={"grade": grade})
    if grade == "unsatisfied":
        reopen(appeal, by=by, at=at)
    elif APPEAL.allows("closed", appeal.state) and not _waiting(appeal, reply):
        transitions.move(appeal, APPEAL, "closed", at=at)
        record_step(appeal, "closed", by=by, at=at, detail={"rated": True})
    return rating


def _waiting(appeal: Appeal, reply: Reply) -> bool:
    """Whether somebody who brought it has not rated the reply."""
    rated = reply.ratings.values("petitioner_id")
    return petitioners_of(appeal).exclude(pk__in=rated).exists()


@transaction.atomic
def close_unrated(*, appeal: Appeal, at: datetime) -> bool:
    """Nobody rated it in time: it is closed and counted as unrated. False when it moved meanwhile."""
    locked = Appeal.objects.all().for_system("the clock").select_for_update().get(pk=appeal.pk)
    if not APPEAL.allows("closed", locked.state):
        return False
    transitions.move(locked, APPEAL, "closed", at=at)
    record_step(locked, "closed", by=audit.SYSTEM, at=at, detail={"rated": False})
    return True


@transaction.atomic
def extend_time(*, public_id: str, amount: int, reason: str, by: User, at: datetime) -> Appeal:
    """
    `amount` more of what the running promise is counted in (`queries.unit_of`) for solving, at most twice and never
    when it is late already: granted by a supervisor, never by whoever has to answer. What was merged into it keeps its
    own moment. NotFound; Denied `appeal.party`; Refused `appeal.extended`, `clock.late`, `clock.amount`.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    policies.check_not_party(appeal, by)
    policies.check_extensions(appeal)
    why = policies.check_neutral("reason", reason, policies.REASON)
    APPEAL.target("answered", appeal.state)
    for clock in open_clocks(appeal, SOLVING):
        deadlines.extend_clock(
            kind=access.KIND, subject=appeal.public_id, promise=clock.code, amount=amount, reason=_GRANTED, by=by, at=at
        )
    write(appeal, extensions=appeal.extensions + 1)
    keep_note(appeal, "extension", why, by=by, at=at)  # sealed, and wiped with the rest if need be
    record_step(appeal, "extended", by=by, at=at, detail={"amount": amount})
    return appeal
