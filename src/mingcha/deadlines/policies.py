"""May this happen to a clock or a promise now?"""

from __future__ import annotations

from datetime import date, datetime

from mingcha.deadlines.models import Clock, Promise
from mingcha.deadlines.reckoning import Terms
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_LONGEST = 1000


def check_reason(reason: str) -> str:
    """The reason, trimmed. Refused (`clock.no_reason`) when there is none."""
    if not reason.strip():
        raise Refused("clock.no_reason", Message("请写明原因。", "Say why."))
    return reason.strip()


def check_can_pause(clock: Clock, *, at: datetime) -> None:
    """Refused (`clock.late`) when it is late already, whether or not the job has noticed."""
    if at >= clock.due_at:
        raise Refused(
            "clock.late",
            Message("已经超期，不能再暂停计时。请尽快办结。", "It is late already and cannot be paused. Finish it."),
        )


def check_can_extend(clock: Clock, amount: int, *, at: datetime) -> None:
    """Refused (`clock.amount`, `clock.late`): no time is given back to whoever is late."""
    if not 1 <= amount <= _LONGEST:
        raise Refused("clock.amount", Message("请填写延长多少。", "Say by how much."))
    if at >= clock.due_at:
        raise Refused(
            "clock.late",
            Message("已经超期，不能再延长期限。请尽快办结。", "It is late already and cannot be extended. Finish it."),
        )


def check_terms(terms: Terms) -> None:
    """Refused (`promise.amount`, `promise.ladder`) when nobody could be held to them."""
    if not 1 <= terms.amount <= _LONGEST or not 0 <= terms.warn <= _LONGEST:
        raise Refused(
            "promise.amount", Message(f"时限应在1到{_LONGEST}之间。", f"The time must lie between 1 and {_LONGEST}.")
        )
    if list(terms.ladder) != sorted(set(terms.ladder)) or any(not 1 <= rung <= _LONGEST for rung in terms.ladder):
        raise Refused(
            "promise.ladder",
            Message(
                "逐级升级的时间应从小到大、互不相同，如 3, 10。",
                "The levels must come one after the other, such as 3, 10.",
            ),
        )


def check_follows(newest: Promise | None, since: date) -> None:
    """Refused (`promise.overlap`) unless a new version begins after the newest one."""
    if newest and since <= newest.valid_from:
        raise Refused(
            "promise.overlap",
            Message(
                f"新的时限应晚于{newest.valid_from:%Y-%m-%d}生效。",
                f"The new version must begin after {newest.valid_from:%Y-%m-%d}.",
            ),
        )
