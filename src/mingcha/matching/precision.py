"""How often rules were right, as far as people have looked; and the floor under which a rule is suspended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from mingcha.accounts.models import User
from mingcha.audit import operations as audit
from mingcha.engine.results.precision import ENOUGH, FLOOR, wilson
from mingcha.engine.results.wording import CONFIRMED
from mingcha.kernel import transitions
from mingcha.matching import verdict_tallies
from mingcha.matching.models import Review, RuleVersion
from mingcha.matching.states import RULE_VERSION

UNDECIDED = "cannot_verify"


@dataclass(frozen=True)
class Precision:
    """
    `n` verdicts that decide, `confirmed` of them right, `undecided` that do not, with the Wilson 95 % interval
    `low`..`high`; shares of one. `enough` when there are thirty.
    """

    n: int
    confirmed: int
    undecided: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The share that was right; None before the first verdict."""
        return self.confirmed / self.n if self.n else None

    @property
    def enough(self) -> bool:
        """Whether the share may be judged."""
        return self.n >= ENOUGH

    @property
    def below_floor(self) -> bool:
        """Whether the rule costs more trust than it earns."""
        return self.enough and self.share is not None and self.share < FLOOR


def judged(counts: Mapping[str, int]) -> Precision:
    """Precision from how often each verdict was given."""
    undecided = counts.get(UNDECIDED, 0)
    n = sum(counts.values()) - undecided
    confirmed = sum(counts.get(code, 0) for code in CONFIRMED)
    low, high = wilson(confirmed, n)
    return Precision(n, confirmed, undecided, low, high)


def by_version(user: User, *, at: datetime) -> dict[int, Precision]:
    """
    Precision per rule version, by its key, over the findings that `user` may see: two people with different scopes may
    rightly see different numbers.
    """
    counts: dict[int, Counter[str]] = {}
    for (version, verdict), count in verdict_tallies.verdicts(user, at=at).items():
        counts.setdefault(version, Counter())[verdict] += count
    return {version: judged(found) for version, found in counts.items()}


def by(reviews: QuerySet[Review], field: str, *, rule_id: str) -> dict[Any, Precision]:
    """Precision of one rule per value of `field` (as `rule__version` or `finding__county`) over some verdicts."""
    found = reviews.filter(standing=True, excluded=False, rule__rule_id=rule_id).order_by()
    counts: dict[Any, Counter[str]] = {}
    for key, verdict, count in found.values_list(field, "verdict").annotate(n=Count("pk")):
        counts.setdefault(key, Counter())[verdict] += count
    return {key: judged(each) for key, each in counts.items()}


def of_version(version: RuleVersion) -> Precision:
    """Over all findings, since the version was last let run: what the floor is held against."""
    reviews = verdict_tallies.standing().filter(rule=version)
    if not version.shipped or version.approved_by_id:
        reviews = reviews.filter(at__gte=version.state_at)
    counts = reviews.order_by().values_list("verdict").annotate(n=Count("pk"))
    return judged(dict(counts))


def suspend_below_floor(*, version: RuleVersion, at: datetime) -> bool:
    """Suspends a version in use that has fallen below the floor; the next run leaves it out. Part of a review."""
    if version.state != "approved" or not of_version(version).below_floor:
        return False
    transitions.move(version, RULE_VERSION, "suspended", at=at, state_reason="floor")
    detail = {"floor": FLOOR, "enough": ENOUGH}
    audit.record("rule.suspended", subject=version.audit_name, by=audit.SYSTEM, at=at, detail=detail)
    return True
