"""The departments' sample against its truth: every rule, every look-alike, every row set aside."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingcha.engine.rules.library import load_library
from mingcha.engine.running.rejects import quarantine_table
from mingcha.engine.running.run import Request, Result, match
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.understanding.spec import load_specs

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "departments-sample"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="the departments' sample is not beside this checkout")
SECRET = Secret(b"k" * 32)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    yield Context(tmp_path_factory.mktemp("store"), SECRET, load_specs())


@pytest.fixture(scope="module")
def result(context: Context) -> Result:
    library = load_library(context.specs)
    return match(Request(SAMPLE / "files", context, unmasked=True, purpose="测试"), library)


def reported(result: Result, *, excluded: bool) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in result.findings.select(["catalogue", "subject", "excluded"]).to_pylist():
        if row["excluded"] == excluded:
            found[row["catalogue"]].add(row["subject"])
    return found


def test_every_rule_is_precise_and_complete(result: Result, truth: dict[str, Any]) -> None:
    found = reported(result, excluded=False)
    right = wrong = missed = 0
    for number, rule in truth["rules"].items():
        positives = {p["subject"] for p in rule["positives"]}
        got = found[int(number)] - {o["subject"] for o in rule["optional"]} | positives & found[int(number)]
        hits = len(got & positives)
        assert hits >= 0.95 * len(got), number
        assert hits >= 0.95 * len(positives), number
        right, wrong, missed = right + hits, wrong + len(got) - hits, missed + len(positives) - hits
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.98


def test_no_look_alike_is_reported(result: Result, truth: dict[str, Any]) -> None:
    found = reported(result, excluded=False)
    accused = {
        (number, n["subject"])
        for number, rule in truth["rules"].items()
        for n in rule["negatives"]
        if n["subject"] in found[int(number)]
    }
    assert accused == set()


def test_rows_set_aside_are_exactly_the_damaged_ones(result: Result, truth: dict[str, Any], context: Context) -> None:
    table = quarantine_table(result.records, Layout(context.root), SECRET, context.specs).to_pylist()
    rows = {(r["file"], r["sheet"], r["row"]) for r in table if r["fatal"]}
    assert rows == {(q["file"], q["sheet"], q["row"]) for q in truth["quarantine"]}


def test_every_row_is_accounted_for(result: Result) -> None:
    for sheet in result.summary.sheets:
        assert sheet.counts.read == sheet.counts.accounted, sheet.origin


def test_a_second_run_reuses_everything(result: Result, context: Context) -> None:
    again = match(Request(SAMPLE / "files", context, unmasked=True, purpose="测试"), load_library(context.specs))
    assert all(r.reused for r in again.summary.rules if r.status == "ran")
    assert again.findings.equals(result.findings)
