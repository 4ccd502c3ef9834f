"""Precision of rules, and what is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.engine.results.ledger import record
from mingcha.engine.results.precision import precision, wilson
from mingcha.engine.results.verdicts import Verdict


def _verdicts(right: int, wrong: int, undecided: int = 0, **changes: object) -> list[Verdict]:
    outcomes = ["confirmed_misconduct"] * (right // 2) + ["confirmed_administrative_error"] * (right - right // 2)
    outcomes += ["data_error"] * wrong + ["cannot_verify"] * undecided
    base: dict[str, object] = {"rule_id": "r", "rule_version": 1, "evidence_digest": "e", **changes}
    return [Verdict(fingerprint=f"f{i}", outcome=o, **base) for i, o in enumerate(outcomes)]  # type: ignore[arg-type]


def test_both_kinds_of_confirmation_are_right_and_undecided_ones_do_not_count(tmp_path: Path) -> None:
    record(tmp_path / "l", _verdicts(27, 13, 5))
    (rule,) = precision(tmp_path / "l")
    assert (rule.n, rule.confirmed, rule.undecided, rule.precision) == (40, 27, 5, 0.675)
    assert rule.proposal == ""
    assert rule.low < 0.675 < rule.high


@pytest.mark.parametrize(
    ("right", "wrong", "proposal"), [(0, 29, "not_enough"), (0, 30, "suspend"), (9, 21, ""), (8, 22, "suspend")]
)
def test_a_rule_under_its_floor_is_proposed_for_suspension(
    tmp_path: Path, right: int, wrong: int, proposal: str
) -> None:
    record(tmp_path / "l", _verdicts(right, wrong))
    assert precision(tmp_path / "l", floor=0.3)[0].proposal == proposal


def test_a_rule_may_have_its_own_floor(tmp_path: Path) -> None:
    record(tmp_path / "l", _verdicts(20, 20))
    assert precision(tmp_path / "l", floors={"r": 0.6})[0].proposal == "suspend"


def test_versions_are_judged_apart_and_excluded_hits_not_at_all(tmp_path: Path) -> None:
    record(
        tmp_path / "l",
        [*_verdicts(3, 0), *_verdicts(1, 1, rule_version=2), *_verdicts(5, 0, rule_id="x", excluded=True)],
    )
    assert [(r.rule_id, r.rule_version, r.n) for r in precision(tmp_path / "l")] == [("r", 1, 3), ("r", 2, 2)]


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (350, 380, 0.8894, 0.9441)],
)
def test_wilson_interval_agrees_with_published_values(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=1e-3)


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
