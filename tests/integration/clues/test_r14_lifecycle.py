"""
R14: whatever people and runs do with findings, in any order, a finding only moves as its table says; what is refused
changes nothing; and all tallies equal a recount at every step. Five hundred lives in the long suite.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mingcha.audit.models import AuditRecord
from mingcha.clues import operations as clues_room
from mingcha.kernel.errors import MingchaError
from mingcha.matching import operations, recounting, taking_in
from mingcha.matching.models import Finding, Review
from mingcha.matching.states import FINDING, REOPENING, VERDICTS
from tests.factories.clues import House, clues, confirm, propose
from tests.factories.matching import AT, digest, findings, found, new_run, place_of, row, run_with

NUMBERS = some.integers(1, 3)
VERIFIERS = some.sampled_from(["reviewer", "outsider", "chief"])
HEADS = some.sampled_from(["county", "deputy", "supervisor", "other"])
TURNS = count()


class Life(RuleBasedStateMachine):
    """Three findings, one of them excluded, in a house that stays; what is done to them is undone at the end."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.open = transaction.atomic()
        self.open.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.open.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.evidence = {n: digest("evidence", n) for n in (1, 2, 3)}
        run_with(self.house.purpose, self.house["analyst"], [self._row(n) for n in self.evidence])

    @rule(number=NUMBERS, to=VERIFIERS, by=HEADS)
    def assign(self, number: int, to: str, by: str) -> None:
        people: dict[str, Any] = {"to": self.house[to], "by": self.house[by]}
        self._try(number, "assigned", lambda f: operations.assign_finding(number=f.number, at=AT, **people))

    @rule(number=NUMBERS, by=HEADS)
    def release(self, number: int, by: str) -> None:
        self._try(number, "released", lambda f: operations.release_finding(number=f.number, by=self.house[by], at=AT))

    @rule(number=NUMBERS, verdict=some.sampled_from(sorted(VERDICTS)), by=VERIFIERS, current=some.booleans())
    def judge(self, number: int, verdict: str, by: str, current: bool) -> None:
        def act(finding: Finding) -> Any:
            seen = finding.evidence_digest if current else digest("old")
            known: dict[str, Any] = {"verdict": verdict, "evidence_digest": seen, "note": "已入户核实"}
            return operations.record_verdict(number=finding.number, by=self.house[by], at=AT, **known)

        self._try(number, "reviewed", act)

    @rule(number=NUMBERS, by=some.sampled_from(["reviewer", "outsider"]))
    def propose(self, number: int, by: str) -> None:
        self._try(number, "promoted", lambda f: propose(self.house, f.number, by))

    @rule(number=NUMBERS, by=HEADS)
    def decline(self, number: int, by: str) -> None:
        clue = clues().filter(sources__reference=self._get(number).number, state="proposed").first()
        if clue is not None:
            known: dict[str, Any] = {"public_id": clue.public_id, "reason": "证据不足", "by": self.house[by], "at": AT}
            self._try(number, "clue_declined", lambda _: clues_room.decline_clue(**known))

    @rule(number=NUMBERS, by=HEADS)
    def confirm(self, number: int, by: str) -> None:
        clue = clues().filter(sources__reference=self._get(number).number, state="proposed").first()
        if clue is not None:
            self._try(number, None, lambda _: confirm(self.house, clue, by))

    @rule(changed=some.sets(NUMBERS), seen=some.sets(NUMBERS))
    def run(self, changed: set[int], seen: set[int]) -> None:
        """A run that sees some again, with other evidence for some of these."""
        before = {n: self._get(n) for n in self.evidence}
        for n in changed & seen:
            self.evidence[n] = digest("evidence", n, next(TURNS))
        run_with_differences(self.house, [self._row(n) for n in sorted(seen)])
        for n, old in before.items():
            now = self._get(n)
            again = n in changed & seen and old.state == "reviewed" and old.verdict in REOPENING
            assert now.state == (FINDING.target("evidence_changed", old.state) if again else old.state)
            assert now.presence == ("gone" if n not in seen else "new" if old.presence == "gone" else "persisting")

    @invariant()
    def tallies_equal_a_recount(self) -> None:
        assert recounting.differences() == {}

    @invariant()
    def what_stands_together_belongs_together(self) -> None:
        for finding in findings():
            assert bool(finding.verdict) == (finding.state in ("reviewed", "promoted"))
            assert finding.state != "assigned" or finding.assignee_id
            assert Review.objects.filter(finding=finding, standing=True).count() <= 1
            alive = clues().filter(sources__reference=finding.number).exclude(state="declined")
            assert alive.count() == (finding.state == "promoted")

    def _try(self, number: int, event: str | None, act: Callable[[Finding], Any]) -> None:
        """Done: the finding moved by `event` and the log says so. Refused: everything is as it was."""
        before, known = self._get(number), everything()
        records = AuditRecord.objects.count()
        try:
            act(before)
        except MingchaError:
            assert everything() == known and AuditRecord.objects.count() == records
        else:
            wanted = FINDING.target(event, before.state) if event else before.state
            assert self._get(number).state == wanted
            assert AuditRecord.objects.count() > records

    def _get(self, number: int) -> Finding:
        got: Finding = findings().get(fingerprint=digest("dead_low_income", number))
        return got

    def _row(self, number: int) -> dict[str, Any]:
        return row(number, evidence_digest=self.evidence[number], excluded=number == 3)


def everything() -> list[Any]:
    """What an operation could have changed."""
    tables = (findings(), Review.objects.all(), clues())
    return [list(table.order_by("pk").values()) for table in tables]


def run_with_differences(house: House, rows: list[dict[str, Any]]) -> None:
    """A run taken in as a worker does: it adds differences and does not count everything anew."""
    run = new_run(house.purpose, house["analyst"])
    taking_in.stage(run, found(rows), place_of(house.purpose), AT)
    with transaction.atomic():
        taking_in.publish(run, ["dead_low_income"], AT)
        recounting.enter(recounting.differences(house.purpose.pk))
    type(run)._base_manager.filter(pk=run.pk).update(state="failed")  # another may begin


@pytest.mark.parametrize("lives", [12, pytest.param(500, marks=pytest.mark.slow)])
def test_r14_no_life_of_a_finding_leaves_its_table(house: House, lives: int) -> None:
    kind = type("LifeHere", (Life,), {"house": house})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=lives,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
