"""A supervisor decides which post answers for an appeal. The clock runs on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, policies, routing
from mingcha.appeals.models import Appeal
from mingcha.appeals.operations.giving import give, keys_of
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.routing import Turn
from mingcha.appeals.states import APPEAL
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import DutyPost


@transaction.atomic
def assign_post(*, public_id: str, post: DutyPost, reason: str, by: User, at: datetime) -> Appeal:
    """
    Gives it to whoever acts in `post` and has no conflict.

    NotFound outside APPEAL_SUPERVISE; Denied `appeal.party`. Refused: `appeal.reason`, `state.forbidden` unless it is
    being dealt with, `route.same`, `appeal.nobody` when nobody free acts in the post.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    policies.check_not_party(appeal, by)
    why = policies.check_neutral("reason", reason, policies.REASON)
    APPEAL.target("answered", appeal.state)
    if appeal.tasks.filter(lead=True, until=None, post=post).exists():
        raise Refused("route.same", Message("目前就是由该岗位办理。", "This post answers for it already."))
    acting = routing.acting_in(post, keys_of(appeal), area_code=appeal.area_code, at=at)
    if acting is None or acting.duty is None or routing.is_named(post, keys_of(appeal)):
        raise Refused(
            "appeal.nobody", Message("该岗位现在没有可以承办的人。", "Nobody of this post can answer for it.")
        )
    give(appeal, Turn(acting.duty.person, post), why="assigned", reason=why, by=by, at=at)
    record_step(appeal, "assigned", by=by, at=at, detail={"post": post.pk, "reason": why})
    return appeal
