"""Layouts offices send: titles, two-row headers, several tables, page breaks, instructions, no header at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from mingcha.engine.understanding import (
    Answer,
    Answers,
    Mapping,
    NotUnderstood,
    RowClass,
    classify,
    load_specs,
    understand,
)
from tests.unit.understanding.tables import person_id, sheet

SPECS = load_specs()
RNG = random.Random(7)
Rows = Sequence[Sequence[str]]


def pid() -> str:
    return person_id(RNG)


def one(rows: Rows, file: str = "表1.xlsx", name: str = "Sheet1", answers: Answers | None = None) -> Mapping:
    (found,) = understand(sheet(rows, file, name), SPECS, answers)
    assert isinstance(found, Mapping), found.message.zh
    return found


def refused(rows: Rows, file: str = "表1.xlsx", name: str = "Sheet1", answers: Answers | None = None) -> NotUnderstood:
    (found,) = understand(sheet(rows, file, name), SPECS, answers)
    assert isinstance(found, NotUnderstood), found
    return found


def classes(rows: Rows, mapping: Mapping) -> list[str]:
    (only,) = sheet(rows).batches()
    return [RowClass(value).name for value in classify(only, mapping).to_pylist()]


def columns(mapping: Mapping) -> dict[int, str]:
    return {match.index: match.column for match in mapping.columns}


ROSTER = ["序号", "姓名", "身份证号", "保障人口", "发放金额"]


def people(count: int) -> list[list[str]]:
    return [[str(n + 1), "张三", pid(), "2", "480.00"] for n in range(count)]


def test_titles_units_county_month_and_fund_are_read_around_the_table() -> None:
    rows = [
        ["衡阳县2020年1月农村低保金发放花名册"],
        ["填报单位：衡南县民政局   填报日期：2020年2月28日   单位：元、人"],
        ROSTER,
        *people(3),
        ["合  计", "", "", "6", "1,440.00"],
        ["审核人：张三", "", "制表人：李四"],
    ]
    found = one(rows)
    said = {c.column: (c.value, c.where) for c in found.constants}
    assert said == {"fund": ("农村低保", "title"), "period": ("202001", "title")}
    assert (found.title_rows, found.header_rows, found.first_row) == ((1, 2), (3,), 4)
    assert (found.unit_money, found.unit_area) == ("元", "")
    assert found.county is None  # two counties are named; a person knows which is meant
    assert classes(rows, found) == ["TITLE", "TITLE", "HEADER", "DATA", "DATA", "DATA", "TOTAL", "NOTE"]


def test_year_of_the_file_and_month_of_the_sheet_combine() -> None:
    found = one([ROSTER, *people(2)], "祁东县_特困供养金发放_2021年.xlsx", "十二月")
    assert {c.column: (c.value, c.where) for c in found.constants} == {
        "fund": ("特困供养", "file"),
        "period": ("202112", "sheet"),
    }
    assert found.county == 430426


def test_two_row_headers_use_the_group_only_where_the_lower_text_is_not_enough() -> None:
    rows = [
        ["2020年3月工资发放表"] * 7,
        ["单位名称", "姓名", "身份证号", "应发项目", "应发项目", "应发项目", "实发金额"],
        ["单位名称", "姓名", "身份证号", "基本工资", "津贴补贴", "应发合计", "实发金额"],
        ["1", "2", "3", "4", "5", "6", "7"],
        ["某局", "张三", pid(), "3000", "1000", "4000", "3900"],
    ]
    found = one(rows)
    assert found.dataset == "payroll"
    assert list(columns(found).values()) == ["unit", "name", "person", "base", "allowance", "gross", "net"]
    assert classes(rows, found) == ["TITLE", "HEADER", "HEADER", "HEADER", "DATA"]


@pytest.mark.parametrize("spread", [False, True])
def test_equal_lower_texts_take_their_group_with_them(spread: bool) -> None:
    top = ["序号", "男方", "男方" if spread else "", "女方", "女方" if spread else "", "登记日期", "登记类型"]
    low = ["序号" if spread else "", "姓名", "身份证号", "姓名", "身份证号", *(["登记日期", "登记类型"] * spread)]
    rows = [top, low, *[["1", "张三", pid(), "李四", pid(), "2020-1-1", "结婚登记"] for _ in range(3)]]
    found = one(rows)
    assert found.dataset == "marriage"
    assert columns(found) == {
        1: "husband_name", 2: "husband", 3: "wife_name", 4: "wife", 5: "registered_on", 6: "event",
    }  # fmt: skip


def test_units_in_headers_beat_the_unit_of_the_sheet() -> None:
    rows = [
        ["2020年耕地地力保护补贴发放表"],
        ["填报单位：衡阳县财政局  金额单位：万元  面积单位：平方米"],
        ["姓名", "身份证号", "补贴\n面积（亩）", "补贴标准（元/亩）", "补贴金额"],
        *[["张三", pid(), "3.5", "105", "0.02"] for _ in range(3)],
    ]
    found = one(rows)
    assert [match.unit for match in found.columns] == ["", "", "亩", "元", ""]
    assert (found.unit_money, found.unit_area) == ("万元", "平方米")


def test_two_tables_below_each_other_are_two_blocks_and_no_row_is_in_both() -> None:
    rows = [
        ["2020年1月农村低保发放表"],
        ROSTER,
        *people(3),
        ["合计", "", "", "6", "1440"],
        [],
        ["死亡人员名单（殡仪馆）"],
        ["序号", "姓名", "身份证号", "死亡日期", "火化日期"],
        ["1", "王五", pid(), "2020-01-02", "2020-01-05"],
    ]
    found = understand(sheet(rows), SPECS)
    assert [m.dataset for m in found if isinstance(m, Mapping)] == ["payment", "death"]
    each = [classes(rows, m) for m in found if isinstance(m, Mapping)]
    assert [sum(kind != "OUTSIDE" for kind in row) for row in zip(*each, strict=True)] == [1] * 9


def test_the_same_header_under_another_title_is_another_fund() -> None:
    rows = [["2020年1月农村低保发放表"], ROSTER, *people(2), ["2020年1月城市低保发放表"], ROSTER, *people(2)]
    found = understand(sheet(rows), SPECS)
    assert [m.constants[0].value for m in found if isinstance(m, Mapping)] == ["农村低保", "城市低保"]


def test_page_breaks_repeat_title_and_header_within_one_block() -> None:
    page = [["2020年1月农村低保发放表"], ["单位：元"], ROSTER, *people(2), ["本页小计", "", "", "4", "960.00"]]
    rows = [*page, *page, ["总  计", "", "", "8", "1920"], ["注：本表一式三份"]]
    found = one(rows)
    assert classes(rows, found)[6:] == [
        "TITLE", "TITLE", "REPEATED_HEADER", "DATA", "DATA", "TOTAL", "TOTAL", "NOTE",
    ]  # fmt: skip


def test_values_decide_which_of_two_unclear_columns_is_the_identifier() -> None:
    rows = [["姓名", "号码一", "去世日期", "火化日期"], *[["张三", pid(), "2020-1-2", "2020-1-4"] for _ in range(5)]]
    found = one(rows)
    assert found.dataset == "death"
    assert (found.match("person") or pytest.fail("no person")).how == "values"
    assert [(c.column, c.value, c.where) for c in found.constants] == [("source", "funeral", "header")]


def test_a_table_without_header_is_read_by_values_only_when_nothing_is_open() -> None:
    rows = [["张三", pid(), "2020-01-05", "人脸识别"] for _ in range(5)]
    found = one(rows, "资格认证记录.csv", "")
    assert (found.dataset, columns(found)) == ("liveness", {1: "person", 2: "checked_on"} | columns(found))
    assert found.notes and {match.how for match in found.columns} == {"values"}
    assert found.first_row == 1
    two = [["结婚登记", pid(), pid(), "2020-01-05"] for _ in range(5)]
    assert refused(two, "婚姻登记.csv", "").code == "no_header"


@pytest.mark.parametrize(
    ("rows", "name", "code"),
    [
        ([], "Sheet1", "empty"),
        ([["填表说明"], ["1.本表由各乡镇汇总。"], ["2.身份证号请以文本格式填写。"]], "填表说明", "instructions"),
        ([["书名", "作者", "出版社", "价格"], ["红楼梦", "曹", "人民文学", "39"]], "Sheet1", "unknown_dataset"),
        ([["姓名", "身份证号", "金额"], ["张三", "430421196910079961", "5"]], "Sheet1", "ambiguous"),
        ([["姓名", "身份证号", "死亡时间"], ["张三", "430421196910079961", "2020-1-1"]], "Sheet1", "missing_columns"),
    ],
)
def test_what_is_not_understood_is_said_with_what_to_do(rows: Rows, name: str, code: str) -> None:
    found = refused(rows, "附件.xlsx", name)
    assert found.code == code
    assert "附件.xlsx" in found.message.zh and "附件.xlsx" in found.message.en
    if code not in ("empty", "instructions"):
        assert "--mapping" in found.message.zh and "--mapping" in found.message.en
        assert found.candidates and found.headers


def test_answers_win_over_everything() -> None:
    rows = [["谁", "号", "多少"], ["张三", pid(), "5"], ["李四", pid(), "6"]]
    answer = Answer(
        file="*表1*",
        dataset="payment",
        columns={"谁": "payee_name", "号": "person", "多少": "amount"},
        constants={"fund": "临时救助", "period": "202001"},
    )
    found = one(rows, answers=Answers((answer,)))
    assert {(m.column, m.how) for m in found.columns} == {(c, "answer") for c in ("payee_name", "person", "amount")}
    assert {(c.column, c.value, c.where) for c in found.constants} == {
        ("fund", "临时救助", "answer"),
        ("period", "202001", "answer"),
    }
    assert refused(rows, answers=Answers((Answer(file="*", skip=True),))).code == "skipped"
    left_out = Answers((Answer(file="*", columns={"发放金额": None}),))
    rows = [["2020年1月临时救助"], ["姓名", "身份证号", "发放金额", "补助金额"], ["张三", pid(), "1", "2"]]
    assert columns(one(rows, answers=left_out))[3] == "amount"


def test_a_named_header_row_is_taken() -> None:
    rows = [["x", "y", "z"], ["姓名", "身份证号", "发放金额"], ["张三", pid(), "5"]]
    constants = {"fund": "临时救助", "period": "2020"}
    answers = Answers((Answer(file="*", dataset="payment", header_row=2, constants=constants),))
    assert one(rows, answers=answers).header_rows == (2,)
    assert refused(rows, answers=Answers((Answer(file="*", header_row=9),))).code == "no_header"
