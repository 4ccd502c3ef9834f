"""Both READMEs: their commands run, on a smaller city, and they say the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.docs.pages import ROOT, blocks, dress, follow

READMES = ("README.md", "README.zh-CN.md")
#: `./run` is what sets up the environment in which this test already runs.
INSTEAD = {"./run demo": ".venv/bin/mingcha demo --people 500 --no-serve", "./run test": "true"}


@pytest.mark.slow
def test_commands_run(tmp_path: Path) -> None:
    follow(READMES[0], dress(tmp_path), INSTEAD)
    for name in ("report.html", "findings.xlsx", "quarantine.xlsx", "findings.parquet", "quarantine.parquet"):
        assert (tmp_path / "out" / name).stat().st_size > 0


def test_commands_are_the_same_in_both_languages() -> None:
    first, second = ([b.body for b in blocks(page) if b.kind == "sh"] for page in READMES)
    assert first == second


@pytest.mark.parametrize("page", READMES)
def test_structure_is_the_same(page: str) -> None:
    def shape(name: str) -> list[str]:
        return [line.split(" ")[0] for line in (ROOT / name).read_text("utf-8").splitlines() if line.startswith("#")]

    assert shape(page) == shape(READMES[0])
