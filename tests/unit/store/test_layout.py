"""Files take their names only when they are whole."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.store.claims import claimed
from mingcha.engine.store.layout import Layout, replacing, spilling
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.messages import Message


def test_a_record_comes_back_equal(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    failure = ReadFailure(Origin("a.csv", "s"), "file.empty", Message("空", "empty"))
    record = FileRecord("d1", "a.csv", (), (), (failure,), ())
    layout.save_record(record)
    assert layout.load_record("d1") == record
    assert layout.load_record("d2") is None


def test_a_torn_record_counts_as_none(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    layout.record("d1").write_text('{"digest": "d1", "na')
    assert layout.load_record("d1") is None


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), replacing(tmp_path / "f") as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_dead_runs_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    dead = (tmp_path / "versions" / ".x.keys.1.part", layout.scratch / "1")
    dead[0].touch()
    dead[1].mkdir()
    (dead[1] / "spilled.tmp").touch()
    with replacing(layout.keys("y")) as writing, spilling(layout) as spill:
        writing.write_text("whole")
        layout.sweep()
        assert not any(path.exists() for path in dead)
        assert writing.exists()
        assert spill.exists()
    assert layout.keys("y").read_text() == "whole"
    assert list(layout.scratch.iterdir()) == []


def test_the_leftover_of_a_killed_process_goes_before_its_exit_is_collected(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    part = tmp_path / "versions" / ".x.keys.1.part"
    code = (
        "import sys, time; from pathlib import Path; from mingcha.engine.store.claims import claimed\n"
        f"with claimed(Path({str(part)!r})): print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        layout.sweep()
        assert part.exists()
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and still a number that answers signals
        os.kill(child.pid, 0)
        layout.sweep()
        assert not part.exists()


def test_what_a_sweep_took_between_making_and_locking_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(tmp_path)
    layout.make()
    lock, calls = fcntl.flock, 0

    def late(held: int, how: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            layout.sweep()  # takes what is made and not yet locked; its own locks come through here too
        lock(held, how)

    monkeypatch.setattr("mingcha.engine.store.claims.fcntl.flock", late)
    with replacing(layout.keys("y")) as writing:
        assert writing.exists()
        layout.sweep()
        assert writing.exists()
        writing.write_text("whole")
    assert layout.keys("y").read_text() == "whole"


def test_without_the_store_folder_a_claim_fails_instead_of_waiting(tmp_path: Path) -> None:
    for folder in (False, True):
        with pytest.raises(FileNotFoundError), claimed(tmp_path / "gone" / "x", folder=folder):
            pass
