"""What a check is, and the table in which every check is entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mingcha.kernel.messages import Message

#: `error`: data, secrecy or the service is at risk now. `warning`: it will be.
Severity = Literal["error", "warning"]
#: What a check needs before it can say anything: nothing, a database that answers, or the tables of this version.
Needs = Literal["", "database", "tables"]
#: What was found at a moment; None when all is well.
Look = Callable[[datetime], Message | None]


@dataclass(frozen=True)
class Check:
    """One question about the installation. `why` is what happens otherwise, `fix` what the administrator does."""

    code: str
    severity: Severity
    why: Message
    fix: Message
    needs: Needs
    look: Look


@dataclass(frozen=True)
class Result:
    """The answer: `ok`, `found` with what was found, or `not_run` when what it needs is missing."""

    check: Check
    status: Literal["ok", "found", "not_run"]
    found: Message | None = None


#: In the order in which they are asked: what others need comes first.
CHECKS: dict[str, Check] = {}


def check(
    code: str, severity: Severity, *, why: tuple[str, str], fix: tuple[str, str], needs: Needs = "tables"
) -> Callable[[Look], Look]:
    """Enters a function into the table. ValueError when the code is taken."""

    def enter(look: Look) -> Look:
        if code in CHECKS:
            raise ValueError(f"two checks are called {code}")
        CHECKS[code] = Check(code, severity, Message(*why), Message(*fix), needs, look)
        return look

    return enter
