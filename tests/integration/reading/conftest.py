"""Reading through the public door, and the sample of real department files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mingcha.engine.reading import DEFAULT, ROW, Limits, RawSheet, ReadFailure, read_file

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "departments-sample" / "files"


@dataclass
class Sheet:
    """A sheet read to its end: rows as number → cells."""

    raw: RawSheet
    rows: dict[int, list[str]]
    blank: int

    @property
    def notes(self) -> list[str]:
        """What is said in Chinese."""
        return [note.zh for note in self.raw.notes]


Read = Callable[..., list[Sheet | ReadFailure]]


def exhaust(raw: RawSheet) -> Sheet:
    """Every batch, with the promises of RawSheet checked on the way."""
    rows: dict[int, list[str]] = {}
    width = None
    for batch in raw.batches():
        names = batch.schema.names
        width = width or len(names)
        assert names == [ROW, *(f"c{i}" for i in range(width - 1))]
        assert all(column.null_count == 0 for column in batch.columns)
        for number, *cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            assert number not in rows
            assert number > max(rows, default=0)
            assert any(c.strip() for c in cells)
            rows[number] = cells
    assert len(raw.blank_rows) == 1
    return Sheet(raw, rows, raw.blank_rows[0])


def read_all(path: Path, limits: Limits = DEFAULT, name: str | None = None) -> list[Sheet | ReadFailure]:
    """Everything `read_file` yields for `path`, known as its file name."""
    found = read_file(path, name=name or path.name, limits=limits)
    return [exhaust(item) if isinstance(item, RawSheet) else item for item in found]


@pytest.fixture
def read() -> Read:
    """Read a file to its end."""
    return read_all


@pytest.fixture
def read_one() -> Callable[..., Sheet]:
    """Read a file that holds exactly one good sheet."""

    def one(path: Path, **limits: int) -> Sheet:
        (sheet,) = read_all(path, replace(DEFAULT, **limits))
        assert isinstance(sheet, Sheet), sheet
        return sheet

    return one


@pytest.fixture
def fails() -> Callable[..., ReadFailure]:
    """Read a file that is refused as a whole."""

    def fail(path: Path, **limits: int) -> ReadFailure:
        (failure,) = read_all(path, replace(DEFAULT, **limits))
        assert isinstance(failure, ReadFailure), failure
        return failure

    return fail


@pytest.fixture
def sample() -> Path:
    """The department sample; skips where it is absent."""
    if not SAMPLE.is_dir():
        pytest.skip("the department sample is not beside the repository")
    return SAMPLE
