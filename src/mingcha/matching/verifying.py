"""The time that a finding may wait for its verdict: begun with the first assignment, ended by the verdict alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mingcha.accounts.models import User
from mingcha.deadlines import operations, queries
from mingcha.deadlines.models import Clock
from mingcha.matching import access
from mingcha.matching.models import Finding

#: What the clocks run for, and under which promise.
KIND, PROMISE = "finding", "finding_review"


def begin(finding: Finding, *, by: User, at: datetime) -> None:
    """
    Starts the clock, unless it runs: neither another verifier nor taking an assignment back gains time.
    """
    if finding.number not in queries.open_clocks(KIND, [finding.number]):
        operations.start_clock(kind=KIND, subject=finding.number, promise=PROMISE, by=by, at=at)


def end(finding: Finding, *, by: User, at: datetime) -> None:
    """Stops the clock; a finding that was verified without having been assigned has none."""
    if finding.number in queries.open_clocks(KIND, [finding.number]):
        operations.stop_clock(kind=KIND, subject=finding.number, promise=PROMISE, by=by, at=at)


def clocks_of(numbers: Iterable[str]) -> dict[str, Clock]:
    """The open clocks of findings that the reader may see, by number."""
    return queries.open_clocks(KIND, numbers)


def may_see(user: User, number: str, at: datetime) -> bool:
    """Whether `user` may see the finding with a number: asked for its clocks."""
    return access.visible_findings(user, at=at).filter(number=number).exists()
