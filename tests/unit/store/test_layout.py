"""Files take their names only when they are whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.store.layout import Layout, replacing
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
    dead, living = (tmp_path / "versions" / f".x.keys.{pid}.part" for pid in (2**22 + 1, os.getpid()))
    for path in (dead, living):
        path.touch()
    layout.make()
    assert not dead.exists()
    assert living.exists()
