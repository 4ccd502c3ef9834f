"""Big files stream: memory does not follow the file. Measured in a child, whose peak is its own."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest
import xlsxwriter

from mingcha.engine.reading import RawSheet, read_file
from mingcha.engine.reading.guarded import call_guarded

pytestmark = pytest.mark.slow

ROWS = 10_000_000


def measure(path: str) -> tuple[int, float, int]:
    """Rows, CPU seconds, peak resident bytes of reading all."""
    begun, rows = time.process_time(), 0
    for sheet in read_file(Path(path), name="a"):
        assert isinstance(sheet, RawSheet), sheet
        rows += sum(batch.num_rows for batch in sheet.batches())
    return rows, time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_ten_million_rows_of_text(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.csv"
    line = "430421196{0:09d},张伟,金兰镇甘溪村,62179955260{0:08d},{0}.50,202001,2020-01-16,GYGW{0:08d}\n"
    block = "".join(line.format(i) for i in range(10_000)).encode(codec)
    with path.open("wb") as file:
        for _ in range(ROWS // 10_000):
            file.write(block)
    assert path.stat().st_size > 700_000_000
    rows, seconds, peak = call_guarded(measure, str(path), subject="a.csv")
    print(f"{codec}: {path.stat().st_size / 1e6:.0f} MB in {seconds:.1f} s of CPU, peak {peak / 1e6:.0f} MB")
    assert rows == ROWS
    assert peak < 400_000_000
    assert seconds < 30  # CPU time, so that a busy machine does not fail it; about 8 s and 18 s when idle


def test_a_million_rows_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        for row in range(1_000_000):
            sheet.write_row(row, 0, [f"430421{row:012d}", "张伟", "甘溪村", f"6217{row:015d}", row + 0.5, 202001])
    rows, seconds, peak = call_guarded(measure, str(path), subject="a.xlsx")
    print(f"xlsx: {path.stat().st_size / 1e6:.0f} MB in {seconds:.1f} s of CPU, peak {peak / 1e6:.0f} MB")
    assert rows == 1_000_000
    assert peak < 400_000_000
