"""The page docs/how-to/add-a-rule.md, followed word for word: its files saved, its commands run, its results there."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.integration.docs.pages import blocks, dress, shell

PAGE = "docs/how-to/add-a-rule.md"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like the checkout to somebody typing commands, with a home of its own."""
    return dress(tmp_path)


def follow(folder: Path) -> str:
    """Does what the page says, in its order; what the commands printed."""
    printed = ""
    for block in blocks(PAGE):
        if block.path:
            target = folder / block.path
            target.write_text(block.body + "\n", encoding="utf-8")
        elif block.kind == "sh":
            printed += shell(block.body, folder, seconds=300)
        elif block.kind == "text":
            for line in block.body.splitlines():
                assert line.strip() in printed, f"the page promises: {line}"
    return printed


def test_the_page_can_be_followed(checkout: Path) -> None:
    printed = follow(checkout)
    assert re.search(r"FROM .?travel_claim", printed)  # `rules sql` showed the SQL
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT rule_id, excluded, CAST(amount AS DOUBLE), explanation_zh FROM read_parquet(?)",
            [str(checkout / "my-out" / "findings.parquet")],
        ).fetchall()
    assert [row[:3] for row in rows] == [("trip_after_death", False, 1220.0)]
    sentence = rows[0][3]
    assert "2020年3月15日" in sentence and "广州市" in sentence
    assert "430421196102030018" not in sentence  # masked


def test_every_file_of_the_page_has_a_place() -> None:
    saved = [b.path for b in blocks(PAGE) if b.path]
    assert saved == ["my-rules/own/901_trip_after_death.sql", "my-rules/own/901_trip_after_death.cases.yml"]
    assert {b.kind for b in blocks(PAGE)} == {"sh", "sql", "yaml", "text"}
