"""Evidence as text that leads to the row."""

from __future__ import annotations

import json

import pytest

from mingcha.engine.results.hits import evidence_lines, hits, month_text
from tests.factories.results import finding, findings, table


def test_evidence_names_file_sheet_row_and_values() -> None:
    row = {
        "dataset": "d",
        "file": "a.xlsx",
        "sheet": "一",
        "row": 7,
        "values": {"姓名": "张*", "金额": "3", "空": None},
    }
    text = json.dumps([row])
    assert evidence_lines(text, 5) == ["a.xlsx · 一 · 第 7 行: 姓名=张*, 金额=3"]
    assert evidence_lines(text, 5, "en") == ["a.xlsx · 一 · row 7: 姓名=张*, 金额=3"]


def test_evidence_beyond_the_cap_is_counted() -> None:
    text = json.dumps([{"file": "a.csv", "sheet": "", "row": i} for i in range(9)])
    assert evidence_lines(text, 2) == ["a.csv · 第 0 行", "a.csv · 第 1 行", "另有 7 行"]


@pytest.mark.parametrize("text", ["", None, "no json", "{}", "[1, 2]"])
def test_evidence_that_is_none_says_nothing(text: str | None) -> None:
    assert evidence_lines(text, 2) == []


def test_hits_come_in_order_and_whole() -> None:
    rows = [finding(fingerprint=str(i), county=None, month=None) for i in range(9)]
    assert list(hits(table(rows))) == rows
    assert sum(1 for _ in hits(findings(5000))) == 5000


def test_months_are_shown_with_a_dash() -> None:
    assert (month_text(202003), month_text(None)) == ("2020-03", "")
