"""docs/reference/glossary.md names what the code names."""

from __future__ import annotations

import re

from mingcha.engine.results.wording import OUTCOMES
from mingcha.engine.rules import model
from mingcha.engine.understanding.spec import TYPES
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
CODES = set(re.findall(r"`([^`]+)`", PAGE))


def test_every_type_is_there() -> None:
    assert sorted(TYPES - CODES) == []


def test_every_verdict_is_there_in_both_languages() -> None:
    for code, word in OUTCOMES.items():
        assert f"| {word.zh} | {word.en} | `{code}` |" in PAGE


def test_every_part_of_a_rule_is_there() -> None:
    parts = {name for name in ("Rule", "Table", "Exclusion", "Parameter", "SubjectPart") if hasattr(model, name)}
    assert len(parts) == 5 and parts - CODES == set()
    assert {"strength", "basis", "verify", "clears", "untested"} - CODES == set()


def test_no_term_is_listed_twice() -> None:
    terms = re.findall(r"^\| ([^|]+?) \|", PAGE, re.MULTILINE)
    listed = [t for t in terms if t != "中文" and not t.startswith("-")]
    assert sorted(listed) == sorted(set(listed))
