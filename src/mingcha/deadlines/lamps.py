"""How far a clock is, as a lamp: a word, a shape and a colour, so that it is understood without colour too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mingcha.deadlines.states import LATE, OPEN, PAUSED
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Lamp:
    """`code` for filters, the word, a shape that survives a grey printout, and the class of a colour."""

    code: str
    word: Message
    shape: str
    style: str


OK = Lamp("ok", Message("正常", "in time"), "●", "bg-green-lt")
SOON = Lamp("soon", Message("临期", "due soon"), "▲", "bg-yellow-lt")
OVER = Lamp("late", Message("超期", "late"), "■", "bg-red-lt")
STILL = Lamp("paused", Message("暂停", "paused"), "‖", "bg-azure-lt")
DONE = Lamp("done", Message("已结束", "ended"), "✓", "bg-secondary-lt")
LAMPS = (OVER, SOON, OK, STILL, DONE)


def lamp(state: str, warn_at: datetime, due_at: datetime, *, at: datetime) -> Lamp:
    """The lamp of a clock at a moment. It turns late with the moment, whether or not a job has noticed it."""
    if state not in OPEN:
        return DONE
    if state == PAUSED:
        return STILL
    if state == LATE or at >= due_at:
        return OVER
    return SOON if at >= warn_at else OK
