"""The ledger only grows, and the same workbook twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from mingcha.engine.results.ledger import dismissed, load, record
from mingcha.engine.results.verdicts import Verdict
from tests.factories.results import finding, table

_ONE = Verdict("r", 1, "f", "e", "data_error", "录错", "李", date(2021, 3, 1), source="book1", where="s!7")


def test_a_verdict_comes_back_as_it_was(tmp_path: Path) -> None:
    record(tmp_path / "out" / "ledger.jsonl", [_ONE])
    assert load(tmp_path / "out" / "ledger.jsonl") == [_ONE]


def test_the_same_workbook_twice_changes_nothing_even_with_another_between(tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    later = replace(_ONE, outcome="confirmed_misconduct", source="book2")
    assert record(ledger, [_ONE]).added == 1
    assert record(ledger, [later]).added == 1
    before = ledger.read_bytes()
    again = record(ledger, [_ONE])
    assert (again.added, again.known) == (0, 1)
    assert ledger.read_bytes() == before
    assert [v.outcome for v in load(ledger)] == ["confirmed_misconduct"]


def test_going_back_to_the_first_verdict_in_a_new_workbook_counts(tmp_path: Path) -> None:
    for source, outcome in (("a", "data_error"), ("b", "policy_permitted"), ("c", "data_error")):
        record(tmp_path / "l", [replace(_ONE, source=source, outcome=outcome)])
    assert [v.outcome for v in load(tmp_path / "l")] == ["data_error"]


def test_verdicts_on_other_versions_and_changed_evidence_are_kept_and_marked(tmp_path: Path) -> None:
    now = table(
        [finding(rule_id="r", rule_version=2, fingerprint=f, evidence_digest="e2") for f in ("same", "old", "moved")]
    )
    offered = [
        replace(_ONE, fingerprint="same", rule_version=2, evidence_digest="e2"),
        replace(_ONE, fingerprint="old"),
        replace(_ONE, fingerprint="moved", rule_version=2),
        replace(_ONE, fingerprint="gone"),
    ]
    assert record(tmp_path / "l", offered, now).standings == {
        "current": 1,
        "other_version": 1,
        "changed_evidence": 1,
        "unknown": 1,
    }
    assert [v.standing for v in load(tmp_path / "l")] == ["current", "other_version", "changed_evidence", "unknown"]


def test_dismissed_stays_dismissed_until_the_evidence_changes(tmp_path: Path) -> None:
    outcomes = ("policy_permitted", "data_error", "identity_error", "cannot_verify", "confirmed_misconduct")
    record(tmp_path / "l", [replace(_ONE, fingerprint=o, outcome=o) for o in outcomes])
    assert dismissed(tmp_path / "l") == {("policy_permitted", "e"), ("data_error", "e"), ("identity_error", "e")}
    record(tmp_path / "l", [replace(_ONE, fingerprint="data_error", outcome="confirmed_misconduct", source="book2")])
    assert ("data_error", "e") not in dismissed(tmp_path / "l")


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    assert (load(tmp_path / "none"), dismissed(tmp_path / "none")) == ([], set())


def test_a_line_cut_by_a_power_failure_costs_only_itself(tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    record(ledger, [_ONE])
    with ledger.open("ab") as stream:
        stream.write('{"kind": "verdict", "rule_id": "衡'.encode()[:-1])
    record(ledger, [replace(_ONE, fingerprint="g", source="book2")])
    assert [v.fingerprint for v in load(ledger)] == ["f", "g"]
