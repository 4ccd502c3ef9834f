"""How many messages are kept, and how many appeals the clock makes of them. Imported inside."""

from __future__ import annotations

from typing import Any

from mingcha.accounts import second_lock
from mingcha.appeals import intake
from mingcha.appeals.models import Appeal
from mingcha.channels.models import InboundMessage
from mingcha.kernel.clock import wall_clock


def work(prefix: str) -> dict[str, Any]:
    """Of messages whose number at the platform begins so."""
    second_lock.keep_everything_open(second_lock.Reason.WORKER)
    while intake.take_in(wall_clock()):
        pass
    came = InboundMessage.objects.filter(message_id__startswith=prefix)
    names = [f"message:{number}" for number in came.values_list("number", flat=True)]
    return {
        "messages": len(names),
        "appeals": Appeal.objects.all().for_system("bench").filter(delivery__in=names).count(),
    }
