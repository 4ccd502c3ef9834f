"""Files appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingcha.engine.results.machine import write_parquet, write_quarantine_parquet
from mingcha.engine.results.writing import replacing
from mingcha.engine.running.model import QUARANTINE_SCHEMA
from mingcha.kernel.errors import Refused
from tests.factories.results import findings


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyError), replacing(path) as draft:
        draft.write_text("half")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught, replacing(tmp_path / "a.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.code == "out.disk_full"
    assert "磁盘空间不足" in caught.value.say("zh")
    assert "disk is full" in caught.value.say("en")


def test_no_permission_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as caught, replacing(tmp_path / "file" / "a.txt"):
        pass
    assert caught.value.code == "out.not_writable"


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_an_open_workbook_is_not_replaced(tmp_path: Path, lock: str) -> None:
    (tmp_path / lock).write_text("")
    with pytest.raises(Refused) as caught, replacing(tmp_path / "a.xlsx"):
        pass
    assert caught.value.code == "out.not_writable"
    assert lock in caught.value.say("zh")


def test_machine_form_holds_the_contract(tmp_path: Path) -> None:
    rows = findings(50)
    write_parquet(tmp_path / "findings.parquet", rows)
    assert pq.read_table(tmp_path / "findings.parquet").equals(rows)
    empty = QUARANTINE_SCHEMA.empty_table()
    write_quarantine_parquet(tmp_path / "quarantine.parquet", empty)
    assert pq.read_schema(tmp_path / "quarantine.parquet") == QUARANTINE_SCHEMA


def test_a_wrong_schema_is_a_defect(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_parquet(tmp_path / "findings.parquet", pa.table({"rule_id": ["x"]}))
    assert not list(tmp_path.iterdir())
