"""
Who may see a clock: whoever may see what it runs for.

The rooms above say so, each for its kind of subject, when they are set up. A kind that nobody spoke for is seen by
nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mingcha.accounts.models import User
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message

#: Whether a user may see the subject with an id, at a moment.
Rule = Callable[[User, str, datetime], bool]
_RULES: dict[str, Rule] = {}


def open_kind(kind: str, rule: Rule) -> None:
    """Lets those see the clocks of a kind who may see their subject by `rule`. Called once, when a room is set up."""
    _RULES[kind] = rule


def clock_for(user: User, clock_id: int, *, at: datetime) -> Clock:
    """A clock that `user` may see. NotFound, whether it does not exist or is not theirs to see."""
    clock = Clock.objects.select_related("promise").filter(pk=clock_id).first()
    rule = _RULES.get(clock.kind) if clock else None
    if clock is None or rule is None or not rule(user, clock.subject, at):
        raise unknown_clock()
    return clock


def unknown_clock() -> NotFound:
    """There is no such clock, or none that may be seen."""
    return NotFound("clock.unknown", Message("没有这个计时。", "There is no such clock."))
