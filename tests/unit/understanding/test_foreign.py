"""Other counties write other headers; the columns alone must tell the dataset, whatever the file is called."""

from __future__ import annotations

import pytest

from mingcha.engine.understanding import Mapping, load_specs, understand
from tests.unit.understanding.foreign import FOREIGN, header_rows
from tests.unit.understanding.tables import body, sheet

SPECS = load_specs()
ROWS = 16

#: What files of other counties are called, meaningful or not.
FILES = ("表1.xlsx", "新建 Microsoft Excel 工作表(2).xlsx", "2020/报送/附件3.xls", "data.csv")


@pytest.mark.parametrize("number", range(ROWS))
@pytest.mark.parametrize("dataset", sorted(FOREIGN))
def test_headers_of_other_counties_are_understood(dataset: str, number: int) -> None:
    row = header_rows(dataset, ROWS)[number]
    rows = [list(row.values()), *body(SPECS[dataset], list(row), 8, seed=number)]
    title = "2020年1月死亡人员名单（殡仪馆）" if dataset == "death" else ""
    (found,) = understand(sheet([[title], *rows], FILES[number % len(FILES)]), SPECS)
    assert isinstance(found, Mapping), (found.message.zh, found.candidates)
    assert found.dataset == dataset
    assert {match.index: match.column for match in found.columns} == dict(enumerate(row))


@pytest.mark.parametrize("dataset", sorted(SPECS))
def test_titles_and_english_names_are_headers_too(dataset: str) -> None:
    spec = SPECS[dataset]
    for headers in (
        {name: column.title_zh for name, column in spec.columns.items()},
        {name: name for name in spec.columns},
    ):
        rows = [list(headers.values()), *body(spec, list(headers), 6)]
        (found,) = understand(sheet(rows, f"{spec.title_zh}.xlsx"), SPECS)
        assert isinstance(found, Mapping), (found.message.zh, found.candidates)
        assert found.dataset == dataset
        assert {match.index: match.column for match in found.columns} == dict(enumerate(headers))


@pytest.mark.parametrize("dataset", sorted(SPECS))
def test_columns_alone_tell_each_dataset(dataset: str) -> None:
    spec = SPECS[dataset]
    headers = {name: column.aliases[0] for name, column in spec.columns.items()}
    rows = [list(headers.values()), *body(spec, list(headers), 6)]
    (found,) = understand(sheet(rows), SPECS)
    assert isinstance(found, Mapping), (found.message.zh, found.candidates)
    assert found.dataset == dataset
