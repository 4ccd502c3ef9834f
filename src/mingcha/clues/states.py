"""The lifecycle of a clue as far as it is built, its levels of confidentiality, and where clues come from."""

from __future__ import annotations

from collections.abc import Mapping

from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

CLUE = Lifecycle(
    "clue",
    {
        "proposed": Message("待审定", "to be decided"),
        "registered": Message("已登记", "registered"),
        "declined": Message("不作线索", "declined"),
    },
    (
        Move("confirmed", ("proposed",), "registered"),
        Move("declined", ("proposed",), "declined"),
    ),
)
GENERAL, RESTRICTED, SECRET = "general", "restricted", "secret"
#: Who sees a clue, from wide to narrow. None of them is a grade of state secrets: those do not belong here.
LEVELS: Mapping[str, Message] = {
    GENERAL: Message("一般（辖区内有线索查看权限的人员）", "general (whoever may read clues in the area)"),
    RESTRICTED: Message("限定知悉（审定人员和经办人）", "need to know (those who decide, and its own hands)"),
    SECRET: Message("专人掌握（仅提出人、审定人、经办人）", "its own hands only (proposer, decider, owner)"),
}
#: Allegations and observations follow with their rooms.
SOURCES: Mapping[str, Message] = {"finding": Message("数据疑点", "finding")}
