"""Rows sorted: none lost, none counted twice, no data called a total."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding import ColumnMatch, Mapping, RowClass, body, classify
from mingcha.engine.understanding.rowkinds import is_note, is_signature, is_total
from tests.unit.understanding.tables import batch, person_id

HEADER = ("序号", "姓名", "身份证号", "村(社区)", "发放金额", "备注")
COLUMNS = tuple(
    ColumnMatch(column, index, HEADER[index], "alias", 1.0)
    for index, column in enumerate(("", "payee_name", "person", "village_name", "amount", "remark"))
    if column
)
MAPPING = Mapping(
    Origin("a.xlsx", "1月"), "payment", (2,), 3, COLUMNS, title_rows=(1,), last_row=10_000,
    header_texts=(HEADER,), title_texts=("衡阳县2020年1月低保发放表",), anchors=((2, 10),),
)  # fmt: skip


def kind(*cells: str) -> str:
    row = [*cells, *[""] * (len(HEADER) - len(cells))]
    return RowClass(classify(batch([5], [row]), MAPPING)[0].as_py()).name


@pytest.mark.parametrize(
    "cells",
    [
        ("合计", "", "", "", "1,234.50"),
        ("合  计", "", "", "", "1234"),
        ("", "总　计：", "", "", "￥1,234.00元"),
        ("本页小计", "", "", "", "12"),
        ("古城村小计", "", "", "35人", "12"),
        ("1月份合计", "", "", "", "12"),
        ("全县累计", "", "", "", "12"),
        ("共计（元）", "", "", "", "12", "审核人：张三"),
        ("合计：26,530.00元",),
        ("合计（大写）：", "壹仟贰佰元整"),
    ],
)
def test_totals(cells: tuple[str, ...]) -> None:
    assert kind(*cells) == "TOTAL"


@pytest.mark.parametrize(
    "cells",
    [
        ("1", "王小计", "430421196910079961", "古城村", "5", "合计"),
        ("2", "王合计", "", "古城村", "5", ""),
        ("3", "张三", "", "古城村", "9", "小计"),
        ("4", "合计", "", "古城村", "5", ""),
        ("合计", "张三", "430421196910079961", "", "5", ""),
        ("合计", "", "4.30421E+17", "", "5", ""),
        ("", "合计利", "", "", "5", ""),
        ("5", "张三", "无", "古城村", "5", "合计"),
        ("审核人", "张三", "", "", "5", ""),
        ("注", "张三", "", "", "5", ""),
        ("", "", "430421196910079961", "", "", ""),
        ("姓名", "张三", "", "", "", "身份证号"),
    ],
)
def test_data_is_never_a_total(cells: tuple[str, ...]) -> None:
    assert kind(*cells) == "DATA"


@pytest.mark.parametrize(
    "cells",
    [
        ("审核人：张三", "", "制表人：李四"),
        ("", "审核人：", "张三", "", "制表人：", "李四"),
        ("填表日期：2020年1月28日",),
        ("单位负责人（签字）：", "", "", "经办人："),
        ("注：本表一式三份，2020年1月报送",),
        ("备注：", "本表一式三份"),
        ("说明：略",),
        ("金兰镇",),
        ("审核人：  制表人：  （盖章）",) * 6,
    ],
)
def test_notes(cells: tuple[str, ...]) -> None:
    assert kind(*cells) == "NOTE"


def test_repeats_of_header_and_title() -> None:
    assert kind("序 号", "姓  名", "身份\n证号", "村（社区）", "发放金额", "备注") == "REPEATED_HEADER"
    assert kind("衡阳县2020年1月低保发放表") == "TITLE"
    assert kind(*["衡阳县2020年1月低保发放表"] * 6) == "TITLE"


names = st.sampled_from(
    ["合计", "王小计", "总计", "张三", "小计", "注：", "审核人", "", "合 计", "1", "12.50", "古城村"]
)
cells = st.one_of(names, st.text("0123456789合计总小 ：审核注村镇Xx.", max_size=20))
rows = st.lists(st.lists(cells, min_size=6, max_size=6), min_size=1, max_size=30)


@settings(max_examples=200, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_every_row_has_one_class_and_a_row_with_an_identifier_is_data(
    table: list[list[str]], rng: random.Random
) -> None:
    for row in table[::2]:
        row[2] = person_id(rng)
    found = classify(batch(range(3, 3 + len(table)), table), MAPPING)
    assert found.type == pa.uint8() and len(found) == len(table) and found.null_count == 0
    assert all(value == RowClass.DATA for value in found.to_pylist()[::2])
    assert set(found.to_pylist()) <= set(RowClass) - {RowClass.OUTSIDE, RowClass.HEADER}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text("合计总小累共本页 张三李四村镇0123456789.：审核注", min_size=1, max_size=8), min_size=2, max_size=6
    )
)
def test_a_total_holds_a_total_word_and_otherwise_numbers(texts: Sequence[str]) -> None:
    filled = [text for text in texts if text.strip()]
    if is_total(filled):
        assert any("计" in text for text in filled[:3])
        assert not is_total([*filled, "张三丰"]) and not is_total([*filled, "430421196910079961"])
    if is_signature(filled) or is_note(filled):
        assert "：" in filled[0] or ":" in filled[0] or filled[0].strip().startswith(("注", "备注"))


@given(st.integers(1, 40), st.integers(1, 40))
def test_rows_outside_the_block_are_outside(first: int, size: int) -> None:
    mapping = Mapping(Origin("a.xlsx"), "payment", (first - 1,), first, COLUMNS, last_row=first + size - 1)
    table = [["1", "张三", "430421196910079961", "村", "5", ""]] * 90
    found = classify(batch(range(1, 91), table), mapping).to_pylist()
    assert found.count(RowClass.DATA) == size
    assert found.count(RowClass.OUTSIDE) + found.count(RowClass.HEADER) == 90 - size


def test_a_sliced_batch_is_judged_by_its_own_rows() -> None:
    table = [["1", "张三", person_id(random.Random(n)), "村", "5", ""] for n in range(50)] + [
        ["合计", "", "", "", "5", ""]
    ]
    whole = batch(range(3, 54), table)
    assert classify(whole.slice(40, 11), MAPPING).to_pylist() == [RowClass.DATA] * 10 + [RowClass.TOTAL]


def test_clean_rows_are_never_looked_at_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(1)
    many = batch(range(3, 1_003), [["1", "张三", person_id(rng), "古城村", "480.00", ""] for _ in range(1_000)])
    looked: list[object] = []
    monkeypatch.setattr(body, "_look_closely", lambda *given: looked.append(given))
    assert set(classify(many, MAPPING).to_pylist()) == {RowClass.DATA}
    assert looked == []  # this is what lets ten million rows pass in seconds
