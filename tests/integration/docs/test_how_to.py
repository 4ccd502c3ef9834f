"""The how-to pages, followed word for word."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mingcha.engine.city import make_city
from tests.integration.docs.pages import blocks, dress, follow

CITY = ".venv/bin/mingcha city my-city --people 600 --seed 7"
#: What rule 3 reads; the other files of the city only cost time here.
NEEDED = ("死亡", "火化", "高龄")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city that the pages make, less the files that their rules do not read."""
    folder = tmp_path_factory.mktemp("city") / "my-city"
    make_city(folder, people=600, seed=7)
    for path in sorted((folder / "files").rglob("*")):
        if path.is_file() and not any(word in path.name for word in NEEDED):
            path.unlink()
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return dress(tmp_path)


@pytest.fixture
def instead(city: Path) -> dict[str, str]:
    return {CITY: f"cp -r '{city}' my-city"}


def findings(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(folder / "findings.parquet").to_pylist()
    return rows


def test_add_a_dataset(checkout: Path) -> None:
    page = "docs/how-to/add-a-dataset.md"
    printed = follow(page, checkout)
    for block in blocks(page):
        if block.kind == "text":
            assert [line for line in block.body.splitlines() if line.strip() not in printed] == []
    (finding,) = findings(checkout / "my-out")
    assert finding["rule_id"] == "doctor_after_death" and str(finding["amount"]) == "600.00"
    (damaged,) = pq.read_table(checkout / "my-out" / "quarantine.parquet").to_pylist()
    assert damaged["row"] == 6 and damaged["reason"] == "EXCEL_SCI"


@pytest.mark.slow
def test_run_it(checkout: Path, instead: dict[str, str]) -> None:
    printed = follow("docs/how-to/run-it.md", checkout, instead)
    assert "甲栏 → payee_name" in printed
    assert "附件三" in (checkout / "questions.yml").read_text(encoding="utf-8")
    shown = [str(f["explanation_zh"]) for f in findings(checkout / "my-open")]
    hidden = [str(f["explanation_zh"]) for f in findings(checkout / "my-keyed")]
    assert shown and not any("*" in text.split("）")[0] for text in shown)
    assert hidden and all("**********" in text for text in hidden)
    assert (checkout / "safe" / "secret.key").stat().st_mode & 0o077 == 0


def test_return_data_to_departments(checkout: Path) -> None:
    follow("docs/how-to/return-data-to-departments.md", checkout)
    assert (checkout / "my-out" / "quarantine.xlsx").stat().st_size > 0
    rows = pq.read_table(checkout / "my-out" / "quarantine.parquet").to_pylist()
    assert [(row["row"], row["reason"]) for row in rows] == [(3, "EXCEL_SCI"), (4, "BAD_CHECK")]


@pytest.mark.slow
def test_give_feedback(checkout: Path, instead: dict[str, str]) -> None:
    assert "新增0条结论" in follow("docs/how-to/give-feedback.md", checkout, instead)
