"""docs/reference/rule-functions.md names every function a rule may call, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from mingcha.engine.rules.functions import MACROS
from mingcha.engine.rules.gate import ALLOWED, OWN_FUNCTIONS, PARAM

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rule-functions.md"
#: Spellings of DuckDB for functions that the gate knows by another name.
SPELLINGS = {"strpos": "str_position"}


def documented() -> dict[str, int | None]:
    """Function names in the tables of the page, lower case, with the number of arguments where it is told."""
    found: dict[str, int | None] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            for span in re.findall(r"`([^`]+)`", line):
                for name, arguments in re.findall(r"\b([A-Z][A-Z0-9_]+)(?:\(([^)]*)\))?", span):
                    count = len(arguments.split(",")) if arguments else None
                    found[name.lower()] = max(count or 0, found.get(name.lower()) or 0) or None
    return found


def test_every_function_is_on_the_page() -> None:
    named = {SPELLINGS.get(n, n) for n in documented()}
    assert sorted((ALLOWED | OWN_FUNCTIONS.keys() | {PARAM}) - named) == []


def test_the_page_names_nothing_else() -> None:
    keywords = {"not", "null", "false", "in", "as", "select", "from", "order", "by"}
    named = {SPELLINGS.get(n, n) for n in documented()}
    assert sorted(named - ALLOWED - OWN_FUNCTIONS.keys() - keywords - {PARAM}) == []


def test_own_functions_are_shown_with_their_arguments() -> None:
    shown = documented()
    assert {n: shown[n] for n in OWN_FUNCTIONS} == dict(OWN_FUNCTIONS)


def test_own_functions_have_a_meaning_on_duckdb() -> None:
    macros = {macro.split("(")[0] for macro in MACROS}
    assert OWN_FUNCTIONS.keys() - macros == {"name_distance", "contains_any"}
