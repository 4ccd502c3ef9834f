"""`CONTAINS_ANY(text, :words)` is opened to a chain of CONTAINS that is never NULL."""

from __future__ import annotations

from datetime import date

import duckdb
import sqlglot

from mingcha.engine.rules.model import Parameter, ParameterValue
from mingcha.engine.rules.parameters import substitute
from mingcha.kernel.messages import Message

WORDS = Parameter("words", "list", Message("字样", "words"), "", (ParameterValue("桶装\n机具", date(2000, 1, 1)),))


def _found(text: str, **overrides: str) -> bool:
    tree = sqlglot.parse_one(f"SELECT CONTAINS_ANY({text}, :words)", dialect="duckdb")
    assert isinstance(tree, sqlglot.exp.Query)
    row = duckdb.sql(substitute(tree, {"words": WORDS}, date(2020, 12, 31), overrides).sql(dialect="duckdb")).fetchone()
    assert row is not None
    found = row[0]
    assert isinstance(found, bool)
    return found


def test_any_word_anywhere() -> None:
    assert _found("'含桶装油30L'")
    assert _found("'机具'")
    assert not _found("'加满'")


def test_a_missing_text_contains_nothing() -> None:
    assert _found("CAST(NULL AS VARCHAR)") is False


def test_overrides_replace_the_words() -> None:
    assert _found("'加满'", words="加满\n其他")
    assert not _found("'含桶装油30L'", words="加满")
