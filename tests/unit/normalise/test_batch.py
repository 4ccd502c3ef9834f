"""Whole batches: every row comes back, verdicts, problems, constants, counties, swaps, seals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.normalise import (
    IDENTIFIERS,
    NOTES,
    OK,
    PROBLEM_SCHEMA,
    QUARANTINED,
    REASONS,
    Normalised,
    empty_table,
    normalise,
    sealed_schema,
    stored_fields,
    stored_schema,
)  # fmt: skip
from mingcha.engine.understanding.spec import ColumnSpec
from tests.unit.normalise.sheets import CODE, ID, KEYS, SPECS, batch, mapping, normalised

PAYMENT = {"payee_name": ["张三"], "person": [ID], "amount": ["420"], "period": ["202001"]}
FUND = {"fund": "农村低保"}


def payment(**cells: list[str]) -> Normalised:
    """A sheet of payments; columns not given repeat a good row."""
    rows = max(len(c) for c in cells.values())
    sheet = {name: good * rows for name, good in PAYMENT.items()} | cells
    return normalised("payment", sheet, constants=FUND, county=430421)


def verdicts(found: Normalised) -> list[int]:
    return list(found.table["_verdict"].to_pylist())


def said(found: Normalised) -> list[tuple[Any, ...]]:
    return [(p["row"], p["column"], p["reason"], p["fatal"]) for p in found.problems.to_pylist()]


def test_a_clean_row() -> None:
    found = payment(paid_on=["2020-01-31"], account=["6217995526235558298"], members=["3"])
    row = found.table.to_pylist()[0]
    assert (row["_row"], row["_county"], row["_verdict"]) == (7 << 32 | 3, 430421, OK)
    assert (row["fund"], row["payee_name"], row["amount"], row["members"]) == ("农村低保", "张三", 42000, 3)
    assert (row["period"], row["period_from"], row["period_to"]) == ("202001", 202001, 202001)
    assert row["paid_on"] == dt.date(2020, 1, 31)
    assert row["person"] == KEYS.pseudonym("person", ID)
    assert row["account"] == KEYS.pseudonym("account", "6217995526235558298")
    sealed = found.sealed.to_pylist()[0]
    assert sealed == {"_row": 7 << 32 | 3, "person": ID, "account": "6217995526235558298", "holder": None}
    assert found.problems.num_rows == 0


def test_a_damaged_identifier_sets_the_row_aside_with_its_raw_text() -> None:
    found = payment(person=[ID, "4.30421E+17", "430421193610076000", "", "430421193610076851"])
    assert verdicts(found) == [OK] + [QUARANTINED] * 4
    assert [p["reason"] for p in found.problems.to_pylist()] == ["EXCEL_SCI", "EXCEL_TRUNC", "MISSING_ID", "BAD_CHECK"]
    last = found.problems.to_pylist()[-1]
    assert last == {
        "row": 7, "column": "person", "header": "表头person", "reason": "BAD_CHECK", "value": "430421193610076851",
        "fatal": True, "hint": "possible: 430421193610076852",
    }  # fmt: skip
    assert found.table["person"].null_count == found.sealed["person"].null_count == 4


def test_other_required_columns_set_the_row_aside_too() -> None:
    found = payment(amount=["abc", "", "5"], period=["202001", "202001", "??"])
    assert said(found) == [
        (3, "amount", "BAD_MONEY", True), (4, "amount", "MISSING", True), (5, "period", "BAD_PERIOD", True),
    ]  # fmt: skip


def test_a_bad_optional_cell_is_emptied_and_the_row_stays() -> None:
    found = payment(
        account=["6.21800E+18", "", "无"], holder=["", "4.30421E+17", "无"], paid_on=["abc", "", "2020年5月"]
    )
    assert verdicts(found) == [OK] * 3
    assert said(found) == [
        (3, "account", "ACCOUNT_SCI", False), (3, "paid_on", "BAD_DATE", False), (4, "holder", "EXCEL_SCI", False),
        (5, "paid_on", "MONTH_ONLY", False),
    ]  # fmt: skip
    assert found.table["paid_on"].to_pylist() == [None, None, dt.date(2020, 5, 1)]


def test_swapped_name_and_id_are_turned_back() -> None:
    found = payment(payee_name=["李四", f"{ID} ", "王五"], person=[ID, "赵 六", "孙七"], holder_name=["", "赵六", ""])
    assert verdicts(found) == [OK, OK, QUARANTINED]
    assert said(found) == [(4, "person", "SWAPPED", False), (5, "person", "NUMBER_FOR_ID", True)]
    assert found.table["payee_name"].to_pylist() == ["李四", "赵六", "王五"]
    assert found.sealed["person"].to_pylist() == [ID, ID, None]


def test_every_identifier_goes_back_to_its_own_name() -> None:
    other = "430421193610076852"
    sheet = {"event": ["结婚登记"], "wife": ["丙丁"], "husband_name": [ID], "wife_name": [other], "husband": ["甲乙"]}
    found = normalised("marriage", sheet)
    row = found.table.to_pylist()[0] | found.sealed.to_pylist()[0]
    assert (row["husband"], row["husband_name"], row["wife"], row["wife_name"]) == (ID, "甲乙", other, "丙丁")


def test_companies_and_their_names_swap_too() -> None:
    sheet = {"plate": ["湘D12345"] * 3, "owner": [CODE, "衡阳某公司", ID], "registered_on": ["2020-1-1"] * 3}
    found = normalised("vehicle", sheet | {"owner_name": ["衡阳某公司", CODE, "张三"]})
    assert found.sealed["owner"].to_pylist() == [CODE, CODE, ID]
    company, person = KEYS.pseudonym("uscc", CODE), KEYS.pseudonym("person", ID)
    assert found.table["owner"].to_pylist() == [company, company, person]


def test_units_of_header_and_sheet() -> None:
    sheet = {**PAYMENT, "area": ["2.5"], "standard": ["105"]}
    found = normalised("payment", sheet, {"amount": "万元", "area": "平方米"}, constants=FUND, unit_money="元").table
    assert found["amount"].to_pylist() == [420 * 10**6]
    assert found["area"].to_pylist() == [37]
    assert found["standard"].to_pylist() == [10500]
    assert normalised("payment", sheet, constants=FUND, unit_money="万元").table["standard"].to_pylist() == [
        105 * 10**6
    ]


def test_the_county_of_a_row_is_that_of_its_area_code() -> None:
    sheet = {"parcel": ["1234567"] * 3, "holder": [ID] * 3, "area": ["1"] * 3, "village": ["430422003227", "", "43"]}
    found = normalised("land", sheet, county=430421)
    assert found.table["_county"].to_pylist() == [430422, 430421, 430421]
    assert normalised("land", sheet).table["_county"].to_pylist() == [430422, None, None]
    assert said(found) == [(5, "village", "BAD_AREA", False)]


def test_a_required_column_that_is_nowhere_sets_every_row_aside() -> None:
    found = normalised("payment", PAYMENT)
    assert said(found) == [(3, "fund", "MISSING", True)]


def test_an_empty_batch() -> None:
    found = payment(person=[])
    assert found.table.num_rows == found.sealed.num_rows == found.problems.num_rows == 0
    assert found.problems.schema == PROBLEM_SCHEMA


def test_sources_fit_31_bits() -> None:
    sheet = list(PAYMENT.values())
    for source in (-1, 1 << 31):
        with pytest.raises(ValueError, match="31 bits"):
            normalise(
                batch(sheet), mapping=mapping("payment", list(PAYMENT)), spec=SPECS["payment"], keys=KEYS, source=source
            )


@pytest.mark.parametrize("dataset", SPECS)
def test_every_dataset_has_its_schemas(dataset: str) -> None:
    spec = SPECS[dataset]
    sheet = {name: ["", "甲", ID] for name in spec.columns}
    found = normalised(dataset, sheet)
    assert found.table.schema == stored_schema(spec) == empty_table(spec).schema
    assert found.sealed.schema == sealed_schema(spec)
    assert found.table.num_rows == 3
    assert {p["reason"] for p in found.problems.to_pylist()} <= set(REASONS)
    assert found.sealed.num_columns == 1 + sum(c.type in IDENTIFIERS for c in spec.columns.values())


def test_a_period_is_stored_in_three_columns() -> None:
    assert [f.name for f in stored_fields(ColumnSpec("p", "period"))] == ["p", "p_from", "p_to"]


CELL = st.one_of(st.text(max_size=8), st.sampled_from([ID, "4.30421E+17", "", "王伟", "202001", "420", "2020年1月"]))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 12).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=6, max_size=6)))
def test_no_row_is_lost_and_every_verdict_has_its_problem(columns: list[list[str]]) -> None:
    names = ["payee_name", "person", "amount", "period", "account", "paid_on"]
    found = normalised("payment", dict(zip(names, columns, strict=True)), constants=FUND)
    rows = [7 << 32 | row for row in range(3, 3 + len(columns[0]))]
    assert found.table["_row"].to_pylist() == found.sealed["_row"].to_pylist() == rows
    fatal = {p["row"] for p in found.problems.to_pylist() if p["fatal"]}
    assert fatal == {row & 0xFFFFFFFF for row, v in zip(rows, verdicts(found), strict=True) if v == QUARANTINED}
    for problem in found.problems.to_pylist():
        assert not (problem["fatal"] and problem["reason"] in NOTES)
        raw = columns[names.index(problem["column"])][problem["row"] - 3]
        assert problem["value"] == raw


def test_reasons_are_words_with_two_sentences() -> None:
    for reason, message in REASONS.items():
        assert reason.isupper()
        assert message.zh.endswith("。")
        assert message.en.endswith(".")
    assert set(REASONS) >= NOTES


def test_the_same_batch_gives_the_same_columns() -> None:
    first, second = (payment(person=[ID, "无"], paid_on=["2020-1-1", ""]) for _ in range(2))
    assert first.table.equals(second.table)
    assert pa.Table.from_batches([first.problems]).equals(pa.Table.from_batches([second.problems]))
