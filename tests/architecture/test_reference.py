"""Generated reference pages are fresh, the same every time, and complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.engine.rules.library import load_library
from mingcha.engine.understanding.spec import load_specs
from mingcha.reference.__main__ import main
from mingcha.reference.pages import PAGES, pages, stale, write


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return pages()


def test_committed_pages_are_fresh() -> None:
    assert stale() == [], "run ./run fix"


def test_generation_is_deterministic(texts: dict[str, str]) -> None:
    assert pages() == texts


def test_every_rule_and_dataset_is_there(texts: dict[str, str]) -> None:
    specs = load_specs()
    for dataset in specs:
        assert f'<a id="{dataset}"></a>' in texts["datasets.md"]
    for rule in load_library(specs).rules.values():
        assert f'<a id="{rule.id}"></a>' in texts["rules.md"]
        assert all(f"`{name}`" in texts["rules.md"] for name in rule.parameters)


def test_every_option_is_there(texts: dict[str, str]) -> None:
    page = texts["command-line.md"]
    for word in (
        "--out",
        "--as-of",
        "--rules",
        "--param",
        "--unmask",
        "--purpose",
        "--mapping",
        "--key",
        "rules check",
    ):
        assert word in page
    assert "--demo" not in page  # hidden


def test_writing_brings_pages_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "rules.md").write_text("old", encoding="utf-8")
    assert write(tmp_path) == list(PAGES)
    assert stale(tmp_path) == []


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2 and main(["--both"]) == 2
    assert "--write | --check" in capsys.readouterr().err
