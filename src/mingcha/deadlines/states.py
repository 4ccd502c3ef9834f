"""
What a clock can be. It runs until what was promised is done; being late is a state that only doing it ends.

Whoever is late cannot pause the clock any more: the supervisor owns it.
"""

from __future__ import annotations

from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

RUNNING, PAUSED, LATE = "running", "paused", "late"
#: States in which something is still to be done.
OPEN = (RUNNING, PAUSED, LATE)

CLOCK = Lifecycle(
    "clock",
    {
        RUNNING: Message("计时中", "running"),
        PAUSED: Message("暂停计时", "paused"),
        LATE: Message("已超期", "late"),
        "met": Message("按期办结", "done in time"),
        "missed": Message("超期办结", "done late"),
        "voided": Message("已撤销", "withdrawn"),
    },
    [
        Move("pause", (RUNNING,), PAUSED),
        Move("resume", (PAUSED,), RUNNING),
        Move("breach", (RUNNING,), LATE),
        Move("meet", (RUNNING, PAUSED), "met"),
        Move("miss", (LATE,), "missed"),
        Move("void", OPEN, "voided"),
        # It turned out not to be done for this subject: the clock runs on as if it had never been stopped.
        Move("undo_meet", ("met",), RUNNING),
        Move("undo_miss", ("missed",), LATE),
    ],
)
