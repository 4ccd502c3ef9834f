"""Every rule against the cases beside it, on DuckDB."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mingcha.engine.rules.cases import CaseResult, cases_file, run_cases
from mingcha.engine.rules.library import RULEPACKS, Library, load_library
from mingcha.engine.understanding.spec import load_specs

FILES = sorted(p for p in RULEPACKS.rglob("*.sql") if p.parent.name != "derived")


@cache
def library() -> Library:
    return load_library(load_specs())


@cache
def results_of(path: Path) -> tuple[CaseResult, ...]:
    """Every case of a rule, run once for the two tests that ask of it."""
    rule = next(r for r in library().rules.values() if r.source == path.name)
    return tuple(run_cases(rule, library().catalog, cases_file(path)))


def test_every_rule_passes_the_gate() -> None:
    assert [(name, error.say("en")) for name, error in library().broken] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_cases(path: Path) -> None:
    results = results_of(path)
    assert results, "a rule without cases proves nothing"
    for result in results:
        assert result.actual == result.expected, result.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_cases_cover_finding_and_every_exclusion(path: Path) -> None:
    rule = next(r for r in library().rules.values() if r.source == path.name)
    results = results_of(path)
    assert any(r.expected["findings"] for r in results)
    assert any(not r.expected["findings"] for r in results), "a case in which the rule stays silent is missing"
    tested = {x for r in results for names in r.expected["excluded"].values() for x in names}
    assert tested == {x.name for x in rule.exclusions}
