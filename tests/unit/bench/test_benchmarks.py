"""Every benchmark on a tiny city, in this process: it must run, and all contenders must give the same answers."""

from __future__ import annotations

from collections import Counter

import pytest
from bench import five, history, intake, keys, library
from bench.answers import Answer, verdict
from bench.places import Place
from bench.processes import fresh, here
from bench.settings import Settings, parse
from bench.table import seconds, table, times


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A city of 3,000 people, read into a store once."""
    home = tmp_path_factory.mktemp("bench")
    made = Place(Settings(people=3_000, payments=5_000, home=home, times=1), here, workers=0)
    made.store()
    return made


def test_the_five_rules_find_the_same_everywhere(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    runs = five.run(place)
    printed = capsys.readouterr().out
    assert set(runs) == {c.module for c in (five.OURS, *five.RIVALS)}
    found = [line for line in printed.splitlines() if line.startswith("  R")]
    assert len(found) == 5
    assert all(line.endswith("rows, equal") for line in found), printed
    assert all("0 rows" not in line for line in found if line.startswith(("  R1", "  R4", "  R5"))), printed


def test_keys_are_compared_on_the_same_statements(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    runs = keys.run(place)
    assert set(runs) == set(keys.FORMS)
    assert "Payments on disk" in capsys.readouterr().out
    contenders = (five.Contender("form-text", "text"), five.Contender("form-keys", "keys"))
    assert five.compare(place, contenders)


def test_intake_is_measured_beside_mere_reading(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (ours,) = intake.run(place)
    assert sum(ours.facts["rows"].values()) > 8_000
    assert "only reading" in capsys.readouterr().out


def test_the_library_runs_without_a_failure(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    done = library.run(place)
    assert done.facts["failed"] == []
    assert len(done.facts["findings"]) > 10
    assert "All rules" in capsys.readouterr().out


def test_history_is_compared_with_a_longer_one(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    found = history.run(place, payments=9_000, room=0)
    assert set(found) == {"intake", "rules"}
    assert "9,000 payments" in capsys.readouterr().out


def test_history_says_when_the_disk_is_too_small(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert history.run(place, payments=9_999, room=10**18) == {}
    assert "free disk" in capsys.readouterr().out


def test_a_fresh_process_is_measured(place: Place) -> None:
    place.copies()
    arguments = {"copies": str(place.folder("copies")), "threads": 1}
    run = fresh("better", place.folder("answers") / "fresh", arguments)
    assert run.seconds > run.steps["R1"] > 0
    assert run.peak > 10
    assert run.processor > 0


def test_a_failing_contender_is_said(place: Place) -> None:
    with pytest.raises(RuntimeError, match="better ended with 1"):
        fresh("better", place.folder("answers") / "failed", {"copies": "nowhere", "threads": 1})


def test_a_difference_is_said() -> None:
    rows: dict[str, Answer] = {f"R{i}": Counter({(1, 100): 1}) for i in range(1, 6)}
    other: dict[str, Answer] = {**rows, "R2": Counter({(1, 100): 2}), "R3": Counter({(2, 100): 1})}
    lines = verdict({"ours": rows, "theirs": other})
    assert lines[0] == "R1: 1 rows, equal"
    assert lines[1] == "R2: 1 rows, NOT equal to ours: theirs 1 more 0 fewer"
    assert lines[2] == "R3: 1 rows, NOT equal to ours: theirs 1 more 1 fewer"


def test_the_command_line() -> None:
    assert parse([]).full
    assert parse([]).times == 3
    small = parse(["--small", "--only", "rules,keys"])
    assert (small.people, small.payments, small.only, small.times) == (60_000, 100_000, ("rules", "keys"), 1)
    assert "history" in parse(["--hundred-million"]).only
    assert "history" not in parse([]).only


@pytest.mark.parametrize("arguments", [["--only", "speed"], ["--only", "history"]])
def test_the_command_line_refuses(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "--hundred-million" in capsys.readouterr().err or "speed" in arguments


def test_tables() -> None:
    assert table(("", "s"), [["a", "1.5"], ["long", "10"]]).splitlines() == [
        "        s",
        "----  ---",
        "a     1.5",
        "long   10",
    ]
    assert seconds([2.0]) == "2.00"
    assert seconds([1.0, 3.0, 2.0]) == "2.00 (1.00–3.00)"
    assert times(2.0, 5.0) == "2.50 ×"
