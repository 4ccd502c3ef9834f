"""The fast text path and the general one yield the same rows, whatever the file."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingcha.engine.reading import DEFAULT, Origin
from mingcha.engine.reading.delimiter import find_delimiter
from mingcha.engine.reading.encoding import take_census, text_lines
from mingcha.engine.reading.fasttext import fast_batches, plan_fast
from mingcha.engine.reading.source import disk_source
from mingcha.engine.reading.text import general_sheet

SMALL = replace(DEFAULT, fast_text_from=0, batch_rows=7)


def both(path: Path) -> bool:
    """Compare the two paths on one file; False when the fast path declines it."""
    source = disk_source(path, path.name)
    census = take_census(source)
    delimiter = find_delimiter(text_lines(source, census.encoding))
    layout = plan_fast(source, census, delimiter, SMALL)
    if layout is None:
        return False
    blank: list[int] = []
    fast = [row for batch in fast_batches(source, layout, SMALL, blank) for row in batch.to_pylist()]
    if not fast:
        return False
    general = general_sheet(source, Origin(path.name), SMALL, census, delimiter, ())
    assert fast == [row for batch in general.batches() for row in batch.to_pylist()]
    assert blank == general.blank_rows
    return True


def test_they_agree_on_every_text_of_the_sample(sample: Path) -> None:
    texts = [p for p in sample.iterdir() if p.suffix in (".csv", ".txt")]
    clean = [both(p) for p in texts]
    assert len(texts) > 20
    assert sum(clean) > len(texts) * 0.9  # department files are clean enough for the fast path


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_they_agree_on_titles_blanks_totals_and_quotes(tmp_path: Path, codec: str, end: str) -> None:
    body = [f'43042119900101{i:04d},"张,伟",{i}.00' for i in range(500)]
    body[100:100] = ["", ",,", " ,,", "小计", "小计,x", '"a,b",c', "1,2,3,4,5"]
    lines = ["某县发放表", "", "单位：元,,", "身份证号,姓名,金额", *body, "合计,500", "", "审核人："]
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(lines).encode(codec))
    assert both(path)
    path.write_bytes((end.join(lines) + end + end).encode(codec))
    assert both(path)


def test_they_agree_over_many_blocks(tmp_path: Path) -> None:
    chance = random.Random(1)
    lines = [f"{i},{'某' * chance.randrange(40)},{chance.random()}" for i in range(60_000)]
    for place in (0, 1, 17, 30_000, 30_001, 59_999):
        lines[place] = f"小计{place}"
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), "utf-8")
    assert path.stat().st_size > 3 << 20
    assert both(path)


@pytest.mark.parametrize("odd", ['"x\ny",1,2', '"open,1,2', "a\rb,1,2"])
def test_odd_files_are_declined_from_the_start(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("a,b,c\n" * 50 + odd + "\n" + "a,b,c\n" * 50).encode())
    assert not both(path)


CELL = st.text(alphabet='ab"," 张\t\u3000', max_size=4)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.lists(CELL, min_size=1, max_size=4).map(",".join), min_size=1, max_size=20),
    end=st.sampled_from(["", "\n"]),
)
def test_they_agree_on_random_texts(tmp_path: Path, lines: list[str], end: str) -> None:
    path = tmp_path / "random.csv"
    path.write_text("\n".join(lines) + end, "utf-8")
    if path.stat().st_size:
        both(path)
