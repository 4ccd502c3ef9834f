"""Every column reader means exactly what its scalar says, on random, typical and damaged texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.normalise import (  # fmt: skip
    amounts,
    areas,
    cells,
    choices,
    dates,
    identifiers,
    measures,
    months,
    periods,
    relations,
    words,
)
from mingcha.engine.normalise.cells import Cell, Column, Scalar, texts
from mingcha.engine.normalise.columns import read_column
from mingcha.engine.understanding.spec import ColumnSpec
from mingcha.kernel import identifiers as reference
from tests.unit.normalise.sheets import CODE, ID, KEYS

VALUES = {"a": ("低保", "农村低保"), "b": ("城市低保",)}


def keyed(read: Callable[[str], reference.Identified]) -> Scalar:
    return lambda text: Cell(*read(text)[:3])


SCALARS: dict[str, Scalar] = {
    "person_id": keyed(reference.person_id),
    "uscc": keyed(reference.credit_code),
    "party_id": keyed(reference.party_id),
    "plate": keyed(reference.plate),
    "account": keyed(reference.account),
    "phone": keyed(reference.phone),
    "ref": identifiers.read_ref,
    "name": words.name,
    "text": words.text,
    "enum": choices.choice(VALUES),
    "relation": relations.relation,
    "area": areas.area,
    "date": dates.date,
    "datetime": dates.moment,
    "month": months.month,
    "year": months.year,
    "period": periods.period,
    "money": partial(amounts.money, shift=0),
    "mu": partial(amounts.mu, unit="亩"),
    "decimal": partial(amounts.decimal, digits=4),
    "coord": partial(amounts.decimal, digits=6),
    "int": amounts.count,
    "bool": choices.yes_or_no,
}
TYPICAL = [
    ID, ID.lower(), f" {ID}", ID[:17], "430421193610076000", "4.30421E+17", "110105491231002",
    CODE, CODE.lower(), "王伟", "王 伟",
    "无", "", " ", "湘D12345", "湘D-12345", "6217995526235558298", "6217995526235558000", "6.218E+18", "13812345678",
    "2020-01-31", "2020/1/31", "20200131", "20200230", "2020-02-30", "2020年1月", "2020-01-31 08:00:00",
    "2020-01-31T08:61:00",
    "43861", "2020.1-3", "202001", "2020Q1", "2020年春季", "1,234.50", "1234.5", "1.2.3", "5.", ".5", "0.00005",
    "12345678901234",
    "180.1", "3人", "三", "是", "否", "02", "妻", "低保", "城市低保", "430421106222", "430421",
    "衡纪〔2018〕10号", "1.5E+3", "（甲）", "甲\u3000",
    "\u200b甲", "甲\u2019", "a.b", "阿·依", "阿•依", "\uf979", "\ue000", "é", "00000000", "99999999999999999",
]  # fmt: skip
MUTATED = st.builds(
    lambda text, at, c: text[: at % (len(text) + 1)] + c + text[at % (len(text) + 1) + 1 :],
    st.sampled_from(TYPICAL),
    st.integers(0, 40),
    st.sampled_from([*"0123456789Xx.-/年月日 E+元万'", "\u200b", "\u3000", "０", "王", ""]),
)
TEXTS = st.lists(st.one_of(st.sampled_from(TYPICAL), MUTATED, st.text(max_size=20)), min_size=1, max_size=40)


def agree(kind: str, sheet: list[str]) -> None:
    """The column of `sheet` has, row by row, the value, reason and hint of the scalar."""
    spec = ColumnSpec("c", kind, values=VALUES if kind == "enum" else {})
    column = read_column(texts(pa.array(sheet, pa.string())), spec, "", KEYS)
    wanted = [SCALARS[kind](text) for text in sheet]
    assert stored(column, kind) == [cell.value for cell in wanted]
    assert told(column, len(sheet)) == [(cell.reason, cell.hint) for cell in wanted]
    if column.plain is not None:
        assert column.arrays[0].is_valid().to_pylist() == [cell.value is not None for cell in wanted]


def stored(column: Column, kind: str) -> list[Any]:
    if column.plain is not None:
        return list(column.plain.to_pylist())
    if kind == "period":
        parts = zip(*(array.to_pylist() for array in column.arrays), strict=True)
        return [None if part[0] is None else part for part in parts]
    return list(column.arrays[0].to_pylist())


def told(column: Column, rows: int) -> list[tuple[str, str]]:
    said = [("", "")] * rows
    assert (np.diff(column.flaws.rows) > 0).all()
    for row, which in zip(column.flaws.rows.tolist(), column.flaws.which.tolist(), strict=True):
        said[row] = column.flaws.kinds[which]
    return said


@pytest.fixture(autouse=True)
def _sweep_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps are taken for few cells too."""
    monkeypatch.setattr(cells, "MANY", 0)
    monkeypatch.setattr(measures, "FEW", 0)


@pytest.mark.parametrize("kind", SCALARS)
def test_typical_texts(kind: str) -> None:
    agree(kind, TYPICAL)
    for text in TYPICAL:
        agree(kind, [text])


@pytest.mark.parametrize("kind", SCALARS)
@settings(max_examples=60, deadline=None)
@given(sheet=TEXTS)
def test_any_texts(kind: str, sheet: list[str]) -> None:
    agree(kind, sheet)


NUMBERS = st.lists(
    st.decimals(0, 10**8, places=6).map(lambda d: f"{d:f}".rstrip("0").rstrip(".") or "0"), min_size=1, max_size=30
)


@pytest.mark.parametrize("kind", ["money", "mu", "decimal", "coord"])
@pytest.mark.parametrize("places", [0, 1, 2, 4, 6])
@settings(max_examples=20, deadline=None)
@given(sheet=NUMBERS)
def test_plain_numbers(kind: str, places: int, sheet: list[str]) -> None:
    agree(kind, [text.split(".")[0] + "." + (text + ".0").split(".")[1][: places or 1] for text in sheet])


@settings(max_examples=30, deadline=None)
@given(sheet=NUMBERS, unit=st.sampled_from(["元", "万元", "亿元"]))
def test_units_of_money(sheet: list[str], unit: str) -> None:
    column = measures.money_column(texts(pa.array(sheet)), unit)
    assert column.arrays[0].to_pylist() == [amounts.money(text, amounts.money_shift(unit)).value for text in sheet]


DAYS = st.builds(
    "{:04d}{}{:02d}{}{:02d}".format,
    st.integers(1840, 2110), st.sampled_from("-/."), st.integers(0, 13), st.sampled_from("-/."), st.integers(0, 32),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=50))
def test_days(sheet: list[str]) -> None:
    agree("date", sheet)
    agree("date", [text[:4] + text[5:7] + text[8:] for text in sheet])
    agree("datetime", [f"{text} 2{i % 10}:{i % 61:02d}:59" for i, text in enumerate(sheet)])


def test_slices_of_a_bigger_batch() -> None:
    array = pa.array(TYPICAL, pa.string())
    for kind in ("person_id", "money", "name", "date", "account", "ref"):
        spec = ColumnSpec("c", kind)
        column = read_column(texts(array.slice(5, 30)), spec, "", KEYS)
        assert stored(column, kind) == [SCALARS[kind](text).value for text in TYPICAL[5:35]]


def test_no_rows_and_nulls() -> None:
    for kind in SCALARS:
        spec = ColumnSpec("c", kind, values=VALUES if kind == "enum" else {})
        assert len(read_column(texts(pa.array([], pa.string())), spec, "", KEYS).arrays[0]) == 0
        assert read_column(texts(pa.array([None, ""], pa.string())), spec, "", KEYS).arrays[0].null_count == 2
