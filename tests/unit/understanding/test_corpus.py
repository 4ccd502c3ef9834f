"""Complete header rows as clerks write them, all mapped as a person would; none is made from the alias lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingcha.engine.understanding import Mapping, load_specs, understand
from tests.unit.understanding.tables import body, sheet

SPECS = load_specs()
Row = tuple[str, str, list[tuple[str, str]]]


def rows() -> Iterator[Row]:
    """(dataset, file, (header, column or "") pairs)."""
    text = (Path(__file__).parent / "corpus.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for head, listed in zip(lines[::2], lines[1::2], strict=True):
        dataset, file = head.split(" | ")
        pairs = (cell.partition(" > ") for cell in listed.split(", "))
        yield dataset, file, [(header, column) for header, _, column in pairs]


CORPUS = list(rows())


def table(dataset: str, pairs: list[tuple[str, str]], seed: int) -> list[list[str]]:
    """The header row and invented rows; the free columns hold words."""
    made = body(SPECS[dataset], [column for _, column in pairs if column], 12, seed)
    rest = [iter(row) for row in made]
    return [[h for h, _ in pairs], *[[next(row) if column else "其他说明" for _, column in pairs] for row in rest]]


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_header_rows_of_clerks_are_mapped(number: int) -> None:
    dataset, file, pairs = CORPUS[number]
    (found,) = understand(sheet(table(dataset, pairs, number), file), SPECS)
    assert isinstance(found, Mapping), (found.message.zh, found.candidates)
    assert found.dataset == dataset
    got = {match.header: match.column for match in found.columns}
    assert {header: got.get(header) for header, column in pairs if column} == {h: c for h, c in pairs if c}


def test_the_corpus_is_large_and_covers_every_dataset() -> None:
    assert len(CORPUS) >= 60
    assert {dataset for dataset, _, _ in CORPUS} == set(SPECS)
