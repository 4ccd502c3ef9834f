"""How often a rule was right, as far as people have looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Literal

from mingcha.engine.results.ledger import load
from mingcha.engine.results.wording import CONFIRMED

ENOUGH = 30  # verdicts
FLOOR = 0.3  # share of right findings below which a rule costs more trust than it earns
_Z = 1.959964  # two-sided 95 %

Proposal = Literal["", "not_enough", "suspend"]


@dataclass(frozen=True)
class RulePrecision:
    """
    `n` verdicts that decide, `confirmed` of them right (misconduct and administrative error alike), with the Wilson
    95 % interval `low`..`high`. `undecided` could not be verified. `outcomes` counts every verdict by its code.
    """

    rule_id: str
    rule_version: int
    n: int
    confirmed: int
    undecided: int
    precision: float | None
    low: float
    high: float
    proposal: Proposal
    outcomes: Mapping[str, int]


def precision(
    ledger_path: Path, *, floor: float = FLOOR, floors: Mapping[str, float] | None = None
) -> list[RulePrecision]:
    """
    Precision per rule and version. Under 30 deciding verdicts nothing is proposed (`not_enough`); a rule under its
    floor (`floors` by rule, else `floor`) is proposed for suspension, which a person decides.
    """
    counts: dict[tuple[str, int], Counter[str]] = {}
    for verdict in load(ledger_path):
        if not verdict.excluded:
            counts.setdefault((verdict.rule_id, verdict.rule_version), Counter())[verdict.outcome] += 1
    return [_judge(*key, outcomes, (floors or {}).get(key[0], floor)) for key, outcomes in sorted(counts.items())]


def wilson(right: int, n: int) -> tuple[float, float]:
    """The Wilson 95 % interval of `right` out of `n`: honest for small numbers and near 0 and 1."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _judge(rule_id: str, version: int, outcomes: Counter[str], floor: float) -> RulePrecision:
    undecided = outcomes["cannot_verify"]
    n = outcomes.total() - undecided
    confirmed = sum(outcomes[code] for code in CONFIRMED)
    share = confirmed / n if n else None
    proposal: Proposal = "not_enough" if n < ENOUGH or share is None else "suspend" if share < floor else ""
    low, high = wilson(confirmed, n)
    return RulePrecision(rule_id, version, n, confirmed, undecided, share, low, high, proposal, dict(outcomes))
