"""Rules over files that were read before: as the command line finds it, with what a platform needs to know besides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingcha.engine.rules.library import load_library
from mingcha.engine.running.model import FINDINGS_SCHEMA
from mingcha.engine.running.run import Request, match_records, read_files
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.ingest import Context
from mingcha.engine.understanding import load_specs
from mingcha.kernel.errors import Refused
from tests.factories.folder import person_id, run, write_folder

AS_OF = date(2020, 12, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files")


def request_for(tmp_path: Path, folder: Path, store: str = "store") -> Request:
    context = Context(tmp_path / store, Secret.load(tmp_path / "mingcha" / "secret.key"), load_specs())
    return Request(folder, context, AS_OF, ("1",), workers=0)


def test_records_give_the_findings_of_the_command_line(tmp_path: Path, folder: Path) -> None:
    assert run(tmp_path, "match", folder, "--out", tmp_path / "out", "--rules", "1", "--as-of", "2020-12-31")[0] == 0
    request = request_for(tmp_path, folder)
    records = read_files(request, lambda _step: None)
    result = match_records(request, load_library(request.context.specs), records)
    wanted = pq.read_table(tmp_path / "out" / "findings.parquet")
    assert result.findings.select(FINDINGS_SCHEMA.names).equals(wanted)
    assert wanted.num_rows == 4


def test_findings_know_every_person_they_name(tmp_path: Path, folder: Path) -> None:
    request = request_for(tmp_path, folder)
    records = read_files(request, lambda _step: None)
    found = match_records(request, load_library(request.context.specs), records).findings
    keys = Keys(request.context.secret).pseudonyms("person", pa.array([person_id(i) for i in range(0, 40, 10)]))
    named = found.select(["named", "area", "county"]).to_pylist()
    assert sorted(row["named"] for row in named) == sorted([key] for key in keys.to_pylist())
    assert {row["area"] for row in named} == {None}


def test_an_unknown_rule_is_refused(tmp_path: Path, folder: Path) -> None:
    request = request_for(tmp_path, folder)
    unknown = Request(request.folder, request.context, AS_OF, ("nothing",))
    with pytest.raises(Refused) as refused:
        match_records(unknown, load_library(request.context.specs), [])
    assert refused.value.code == "rule.unknown"
