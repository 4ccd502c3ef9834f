"""Not feasible, explained: it counts when somebody of another office has agreed, and somebody else has checked it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, policies
from mingcha.appeals.models import Appeal, PeerReview, Reply
from mingcha.appeals.operations.climbing import climb_unsatisfied
from mingcha.appeals.operations.desk import REDO
from mingcha.appeals.operations.giving import end_clocks, run_clock
from mingcha.appeals.states import ANSWERED, APPEAL
from mingcha.audit import operations as audit
from mingcha.kernel import transitions
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.messages import Message

CHECK = "appeal_check"


@transaction.atomic
def review_infeasible(*, public_id: str, agreed: bool, reason: str, by: User, at: datetime) -> PeerReview:
    """
    A second opinion on "it cannot be done". Agreed: it may be checked and told. Not agreed: back to whoever answered,
    one level up, as if it had been checked and was not so.

    NotFound outside APPEAL_SUPERVISE; Denied `appeal.party`, `peer.office` within the office that answered. Refused:
    `appeal.reason`, `peer.none` when no such answer waits, `peer.exists`.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    policies.check_not_party(appeal, by)
    why = policies.check_neutral("reason", reason, policies.REASON)
    reply = waiting_for_peer(appeal)
    if reply is None:
        raise Refused(
            "peer.none", Message("没有等待复议的“暂不可行”答复。", "No answer of “not feasible” waits for an opinion.")
        )
    if by.office_id is None or by.office_id == reply.by.office_id:
        raise Denied(
            "peer.office",
            Message("须由其他单位的人员复议。", "The second opinion comes from somebody of another office."),
        )
    review = PeerReview.objects.create(reply=reply, agreed=agreed, reason=why, by=by, at=at)
    audit.record("appeal.peer_reviewed", subject=appeal.audit_name, by=by, at=at, detail={"passed": agreed})
    if not agreed:
        transitions.move(appeal, APPEAL, "sent_back", at=at)
        end_clocks(appeal, CHECK, by=by, at=at)
        run_clock(appeal, REDO, by=by, at=at)
        climb_unsatisfied(appeal, by=by, at=at)
    return review


def waiting_for_peer(appeal: Appeal) -> Reply | None:
    """The last reply, when it says that it cannot be done and nobody has agreed or disagreed yet."""
    reply = appeal.replies.select_related("by").order_by("at", "pk").last()
    if reply is None or appeal.state != ANSWERED or reply.outcome != "infeasible":
        return None
    return None if PeerReview.objects.filter(reply=reply).exists() else reply


def check_peer(reply: Reply, by: User) -> None:
    """Refused (`appeal.peer`) unless somebody else than `by` agreed that it cannot be done."""
    if not PeerReview.objects.filter(reply=reply, agreed=True).exclude(by=by).exists():
        raise Refused(
            "appeal.peer",
            Message(
                "“暂不可行”须先由其他单位的另一人复议同意，再由您核实。",
                "“Not feasible” counts only after somebody else, of another office, has agreed.",
            ),
        )
