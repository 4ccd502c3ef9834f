"""What a message that came, and one that goes, can be."""

from __future__ import annotations

from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

PENDING, TAKEN, SET_ASIDE, DEAD = "pending", "taken", "set_aside", "dead"
INBOUND = Lifecycle(
    "inbound message",
    {
        PENDING: Message("待受理", "waiting to be taken"),
        TAKEN: Message("已受理", "taken"),
        SET_ASIDE: Message("未受理", "set aside"),
        DEAD: Message("多次受理失败", "given up"),
    },
    [
        Move("take", (PENDING, DEAD), TAKEN),
        Move("set_aside", (PENDING, DEAD), SET_ASIDE),
        Move("give_up", (PENDING,), DEAD),
        Move("try_again", (DEAD,), PENDING),
    ],
)

WAITING, SENT, FAILED = "waiting", "sent", "failed"
OUTBOUND = Lifecycle(
    "outbound message",
    {
        WAITING: Message("待发送", "waiting to be sent"),
        SENT: Message("已发送", "sent"),
        FAILED: Message("待重试", "to be tried again"),
        DEAD: Message("发送失败", "could not be sent"),
    },
    [
        Move("send", (WAITING, FAILED), SENT),
        Move("fail", (WAITING, FAILED), FAILED),
        Move("give_up", (WAITING, FAILED), DEAD),
        Move("try_again", (DEAD,), WAITING),
    ],
)
#: States in which something is still to be sent.
TO_SEND = (WAITING, FAILED)
