"""The benchmark of pages, small: it fills, serves, visits every page, compares with the rival."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bench.web.asked import parse
from bench.web.run import quantile, report
from bench.web.visits import Visit

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_it_visits_every_page() -> None:
    command = [sys.executable, "-m", "bench", "web", "--small", "--only", "sqlite"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for page in (
        "home",
        "list",
        "list, nine tenths down",
        "list, fund and state",
        "finding",
        "overview",
        "rules",
        "run",
    ):
        assert f"\n{page}  " in done.stdout, page
    assert "accounts, by a name" in done.stdout
    assert "usual / ours" in done.stdout


def test_a_page_over_the_bar_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    fast, slow = Visit("home", "city", 20.0), Visit("list", "county", 400.0)
    assert report([fast] * 20, 1, 1.0)
    assert "Every page keeps to the bar." in capsys.readouterr().out
    assert not report([fast, slow], 1, 1.0)
    assert "Over the bar: list." in capsys.readouterr().out


def test_quantiles() -> None:
    assert [quantile(range(1, 101), share) for share in (0.5, 0.95, 1.0)] == [51, 96, 100]


def test_the_command_line() -> None:
    assert parse([]).findings == {"postgresql": 1_000_000, "sqlite": 100_000}
    assert (parse([]).people, parse([]).clients) == (5_000, 4)
    small = parse(["--small", "--only", "sqlite"])
    assert (small.findings, small.clients, small.rounds) == ({"sqlite": 1_000}, 2, 1)
