"""Findings written by a thread: whole or not at all, and nobody waits for ever."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mingcha.engine.running.found import Findings, Kept
from mingcha.engine.running.model import KEPT_SCHEMA
from mingcha.engine.running.saving import WAITING, Saver
from mingcha.engine.sealing.files import SealedWriter
from mingcha.engine.sealing.secret import Secret

SECRET = Secret(bytes(range(32)))


def batch(number: int) -> Any:
    row = {field.name: None for field in KEPT_SCHEMA} | {"rule_id": "r", "subject": str(number)}
    return pa.RecordBatch.from_pylist([row], KEPT_SCHEMA)


def test_all_batches_are_saved_in_their_order(tmp_path: Path) -> None:
    kept = [Kept(f"r{i}", tmp_path / f"r{i}.sealed", SECRET) for i in range(3)]
    with Saver() as saver:
        futures = [saver.save(k, (batch(n) for n in range(3 * WAITING))) for k in kept]
    for k, future in zip(kept, futures, strict=True):
        future.result()
        assert Findings((k,)).select(["subject"])["subject"].to_pylist() == [str(n) for n in range(3 * WAITING)]


def test_batches_that_break_off_leave_no_file_and_say_why(tmp_path: Path) -> None:
    def broken() -> Iterator[Any]:
        yield batch(0)
        raise ValueError("the engine stopped")

    kept = Kept("r", tmp_path / "r.sealed", SECRET)
    with Saver() as saver, pytest.raises(ValueError, match="the engine stopped"):
        saver.save(kept, broken())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_in_the_future_and_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: SealedWriter, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SealedWriter, "write", full)
    kept = Kept("r", tmp_path / "r.sealed", SECRET)
    with Saver() as saver:
        future = saver.save(kept, (batch(n) for n in range(10 * WAITING)))
        with pytest.raises(OSError, match="No space left"):
            future.result()
    assert list(tmp_path.iterdir()) == []
