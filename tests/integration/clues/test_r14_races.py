"""
R14: of two people who act on one finding at the same moment, each on what they saw, one succeeds and the other is told.

Seventeen pairs of each kind in the long suite, 204 of them; two of each in the short one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from mingcha.audit.models import AuditRecord
from mingcha.clues import operations as clues_room
from mingcha.kernel.errors import Refused
from mingcha.matching import operations, recounting, taking_in
from mingcha.matching.models import Finding, Review, Run
from tests.factories.clues import House, build_house, clues, confirm, propose
from tests.factories.matching import AT, digest, findings, found, new_run, place_of, row, run_with
from tests.factories.racing import at_once

#: What the second is told: in the moment of the write, by the table of states, or because the matter is another now.
LATE = {"state.taken", "state.forbidden", "verdict.evidence", "finding.not_confirmed", "finding.unknown"}
Act = Callable[[], Any]
Pair = Callable[[House, str], tuple[Act, Act]]


def finding_of(number: str) -> Finding:
    got: Finding = findings().get(number=number)
    return got


def judge(house: House, number: str, verdict: str, by: str, **known: Any) -> Act:
    finding = finding_of(number)
    given: dict[str, Any] = {
        "seen": finding.standing,
        "evidence_digest": finding.evidence_digest,
        "note": "已入户核实",
        **known,
    }
    return partial(operations.record_verdict, number=number, verdict=verdict, by=house[by], at=AT, **given)


def assign(house: House, number: str, to: str, by: str) -> Act:
    known: dict[str, Any] = {
        "number": number,
        "seen": finding_of(number).standing,
        "to": house[to],
        "by": house[by],
        "at": AT,
    }
    return partial(operations.assign_finding, **known)


def release(house: House, number: str, by: str) -> Act:
    return partial(operations.release_finding, number=number, seen=finding_of(number).standing, by=house[by], at=AT)


def verdicts(house: House, number: str) -> tuple[Act, Act]:
    return (
        judge(house, number, "data_error", "outsider"),
        judge(house, number, "confirmed_misconduct", "reviewer"),
    )


def second_verdicts(house: House, number: str) -> tuple[Act, Act]:
    judge(house, number, "cannot_verify", "reviewer")()
    return verdicts(house, number)


def assignments(house: House, number: str) -> tuple[Act, Act]:
    return assign(house, number, "reviewer", "county"), assign(house, number, "outsider", "supervisor")


def moving_on(house: House, number: str) -> tuple[Act, Act]:
    assign(house, number, "chief", "county")()
    return assignments(house, number)


def assignment_and_verdict(house: House, number: str) -> tuple[Act, Act]:
    return assign(house, number, "reviewer", "county"), judge(house, number, "data_error", "outsider")


def taking_away_and_verdict(house: House, number: str) -> tuple[Act, Act]:
    assign(house, number, "reviewer", "county")()
    return release(house, number, "county"), judge(house, number, "data_error", "reviewer")


def taking_away_twice(house: House, number: str) -> tuple[Act, Act]:
    assign(house, number, "reviewer", "county")()
    return release(house, number, "county"), release(house, number, "supervisor")


def taking_away_and_moving_on(house: House, number: str) -> tuple[Act, Act]:
    assign(house, number, "reviewer", "county")()
    return release(house, number, "county"), assign(house, number, "outsider", "deputy")


def proposals(house: House, number: str) -> tuple[Act, Act]:
    judge(house, number, "confirmed_misconduct", "reviewer")()
    return partial(propose, house, number, "reviewer"), partial(propose, house, number, "outsider")


def proposal_and_other_verdict(house: House, number: str) -> tuple[Act, Act]:
    judge(house, number, "confirmed_misconduct", "reviewer")()
    return partial(propose, house, number, "reviewer"), judge(house, number, "data_error", "outsider")


def confirming_twice(house: House, number: str) -> tuple[Act, Act]:
    judge(house, number, "confirmed_misconduct", "reviewer")()
    clue = propose(house, number)
    return partial(confirm, house, clue, "county"), partial(confirm, house, clue, "deputy")


def confirming_and_declining(house: House, number: str) -> tuple[Act, Act]:
    judge(house, number, "confirmed_misconduct", "reviewer")()
    clue = propose(house, number)
    decline = partial(clues_room.decline_clue, public_id=clue.public_id, reason="证据不足", by=house["deputy"], at=AT)
    return partial(confirm, house, clue, "county"), decline


def declining_and_judging_anew(house: House, number: str) -> tuple[Act, Act]:
    """The page of the verdict shows the finding as it stood before it became a clue."""
    judge(house, number, "confirmed_misconduct", "reviewer")()
    late = judge(house, number, "data_error", "outsider")
    clue = propose(house, number)
    decline = partial(
        clues_room.decline_clue,
        public_id=clue.public_id,
        reason="证据不足",
        by=house["county"],
        at=AT + timedelta(minutes=1),
    )
    return decline, late


PAIRS: dict[str, Pair] = {
    pair.__name__: pair
    for pair in (
        verdicts,
        second_verdicts,
        assignments,
        moving_on,
        assignment_and_verdict,
        taking_away_and_verdict,
        taking_away_twice,
        taking_away_and_moving_on,
        proposals,
        proposal_and_other_verdict,
        confirming_twice,
        confirming_and_declining,
    )
}


def race(house: House, numbers: list[str]) -> None:
    """Every kind of pair on a finding of its own; then everything is counted again."""
    before = AuditRecord.objects.count()
    for number in numbers:
        for name, pair in PAIRS.items():
            finding = _fresh(house, number, name)
            ends = at_once(*pair(house, finding))
            assert ends.count("done") == 1 and set(ends) - {"done"} <= LATE, (name, ends)
    assert recounting.differences() == {}
    _check_whole()
    assert AuditRecord.objects.count() > before


def _fresh(house: House, number: str, name: str) -> str:
    print_of = digest("dead_low_income", int(number) * 100 + list(PAIRS).index(name))
    return str(findings().get(fingerprint=print_of).number)


def _check_whole() -> None:
    """What stands together belongs together."""
    for finding in findings():
        standing = Review.objects.filter(finding=finding, standing=True)
        assert standing.count() <= 1
        judged = finding.state in ("reviewed", "promoted")
        assert judged == bool(finding.verdict)
        assert not judged or standing.get().verdict == finding.verdict
        made = clues().filter(sources__reference=finding.number).exclude(state="declined").count()
        assert made == (finding.state == "promoted")


def prepared(rounds: int) -> tuple[House, list[str]]:
    house = build_house()
    rows = [row(n * 100 + k, named=[n * 100 + k]) for n in range(1, rounds + 1) for k in range(len(PAIRS))]
    run_with(house.purpose, house["analyst"], rows)
    return house, [str(n) for n in range(1, rounds + 1)]


@pytest.mark.django_db
@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("rounds", [2, pytest.param(17, marks=pytest.mark.slow)])
def test_r14_of_two_at_once_one_succeeds_and_one_is_told(rounds: int) -> None:
    race(*prepared(rounds))


@pytest.mark.django_db
@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_r14_new_evidence_and_a_verdict_at_once_never_judge_what_was_not_seen(rounds: int) -> None:
    """A dismissal and the run that brings other evidence: whichever is first, the finding ends open."""
    house = build_house()
    run_with(house.purpose, house["analyst"], [row(1)])
    for turn in range(rounds):
        number = findings().get().number
        run = new_run(house.purpose, house["analyst"])
        taking_in.stage(run, found([row(1, evidence_digest=digest("turn", turn))]), place_of(house.purpose), AT)
        verdict = judge(house, number, "data_error", "outsider")
        ends = at_once(verdict, partial(_publish, run))
        assert ends[1] == "done" and ends[0] in ("done", "verdict.evidence", "state.taken"), ends
        finding = finding_of(number)
        assert (finding.state, finding.verdict) == ("open", "")
        Run.objects.all().for_system("test").filter(pk=run.pk).update(state="failed")
        recounting.enter(recounting.differences())
        assert recounting.differences() == {}


def _publish(run: Run) -> None:
    with transaction.atomic():
        taking_in.publish(run, ["dead_low_income"], AT)


@pytest.mark.parametrize("pair", [verdicts, assignments, declining_and_judging_anew])
def test_r14_a_page_of_before_changes_nothing(house: House, pair: Pair) -> None:
    run_with(house.purpose, house["analyst"], [row(1)])
    first, late = pair(house, findings().get().number)
    first()
    before = findings().values().get()
    with pytest.raises(Refused) as refused:
        late()
    assert refused.value.code == "state.taken" and findings().values().get() == before
