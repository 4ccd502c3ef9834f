"""The department sample, whole: nothing refused, no row lost, rows where the sample's truth says they are."""

from __future__ import annotations

import json
from pathlib import Path

from mingcha.engine.reading import Limits, list_files

from .conftest import Sheet, read_all

STREAMED = Limits(sheet_in_memory=0, fast_text_from=0)


def test_every_file_is_read_and_every_row_conserved(sample: Path) -> None:
    total = 0
    for path, name in list_files(sample):
        for sheet in read_all(path, name=name):
            assert isinstance(sheet, Sheet), sheet
            assert len(sheet.rows) + sheet.blank >= max(sheet.rows)
            assert sheet.blank == sum(n not in sheet.rows for n in range(1, len(sheet.rows) + sheet.blank + 1))
            total += len(sheet.rows)
    assert total > 70_000


def test_streaming_reads_the_same(sample: Path) -> None:
    for path, name in list_files(sample):
        plain, streamed = read_all(path, name=name), read_all(path, STREAMED, name=name)
        assert [(s.rows, s.blank) for s in plain if isinstance(s, Sheet)] == [
            (s.rows, s.blank) for s in streamed if isinstance(s, Sheet)
        ]


def test_rows_stand_where_the_truth_says(sample: Path) -> None:
    truth = json.loads((sample.parent / "truth.json").read_text("utf-8"))
    rows = {}
    for file in {entry["file"] for entry in truth["quarantine"]}:
        for sheet in read_all(sample / file):
            assert isinstance(sheet, Sheet)
            rows[file, sheet.raw.origin.sheet] = sheet.rows
    for entry in truth["quarantine"]:
        cells = rows[entry["file"], entry["sheet"]][entry["row"]]
        if entry["reason"] == "EXCEL_SCI":
            assert any("E+" in c for c in cells), entry
        if entry["reason"] == "EXCEL_TRUNC":
            assert any(len(c) == 18 and c.endswith("000") for c in cells), entry
