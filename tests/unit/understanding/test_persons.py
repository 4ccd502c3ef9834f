"""Whose number, which month: columns beat constants, a wrong person is never guessed, and doubt is said."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from mingcha.engine.understanding import (
    Answer,
    Answers,
    Mapping,
    NotUnderstood,
    load_specs,
    suggest_answers,
    understand,
)
from mingcha.engine.understanding.remarks import lost_october
from tests.unit.understanding.tables import sheet, value

SPECS = load_specs()
RNG = random.Random(11)


def read(
    headers: Sequence[str], rows: Sequence[Sequence[str]], file: str, answers: Answers | None = None
) -> Mapping | NotUnderstood:
    (found,) = understand(sheet([list(headers), *rows], file), SPECS, answers)
    return found


def mapped(found: Mapping | NotUnderstood) -> dict[str, str]:
    assert isinstance(found, Mapping), found.message.zh
    return {match.header: match.column for match in found.columns}


def people(*columns: str, rows: int = 12) -> list[list[str]]:
    kinds = {"id": "person_id", "name": "name", "account": "account", "month": "month"}
    made = []
    for n in range(rows):
        given = {"n": str(n + 1), "money": f"{RNG.randint(100, 900)}.00", "m": f"2020{n % 12 + 1:02d}"}
        made.append([given.get(c) or (value(kinds[c], (), RNG) if c in kinds else c) for c in columns])
    return made


@pytest.mark.parametrize("header", ["拨付月份", "兑付所属月", "代发年月", "费用归属期", "期号"])
def test_a_column_of_months_beats_the_year_of_the_file(header: str) -> None:
    rows = people("name", "id", "money", "m")
    found = read(["姓名", "身份证号", "发放金额", header], rows, "特困人员供养金拨付明细_2020年.xlsx")
    assert mapped(found)[header] == "period"
    assert isinstance(found, Mapping)
    assert "period" not in {constant.column for constant in found.constants}


def test_two_columns_of_months_are_asked_about() -> None:
    rows = [
        [*row[:3], f"2020{n % 12 + 1:02d}", f"2020{n % 11 + 2:02d}"]
        for n, row in enumerate(people("name", "id", "money"))
    ]
    found = read(["姓名", "身份证号", "发放金额", "账务期", "费用期"], rows, "特困供养金_2020年.xlsx")
    assert isinstance(found, NotUnderstood) and found.code == "ambiguous"
    assert "账务期" in found.message.zh and "费用期: period" in suggest_answers(found)


def test_a_start_of_benefits_is_never_the_month_of_a_payment() -> None:
    rows = people("name", "id", "money", "m")
    found = read(["姓名", "身份证号", "发放金额", "首次领补年月"], rows, "特困供养金发放_2020年3月.xlsx")
    assert isinstance(found, Mapping)
    assert ("period", "202003") in {(constant.column, constant.value) for constant in found.constants}


@pytest.mark.parametrize("whom", ["岗位人员", "村医", "退役士兵", "失独父母", "护林员"])
@pytest.mark.parametrize("holder", ["收款人", "开户人", "账户户主", "持卡人"])
def test_an_identifier_follows_the_name_of_its_person(whom: str, holder: str) -> None:
    headers = [f"{whom}姓名", f"{whom}身份证号码", "发放金额", f"{holder}姓名", f"{holder}身份证号码"]
    rows = people("name", "id", "money", "name", "id")
    columns = mapped(read(headers, rows, "公益性岗位补贴_2020年3月.xlsx"))
    assert columns[headers[1]] == "person" and columns[headers[0]] == "payee_name"
    assert columns[headers[4]] == "holder" and columns[headers[3]] == "holder_name"


def test_two_columns_called_the_same_belong_to_the_names_on_their_left() -> None:
    headers = ["户主姓名", "身份证号", "发放金额", "开户人", "身份证号"]
    found = read(headers, people("name", "id", "money", "name", "id"), "农村低保_2020年3月.xlsx")
    assert isinstance(found, Mapping)
    assert {match.index: match.column for match in found.columns} == {
        0: "payee_name", 1: "person", 2: "amount", 3: "holder_name", 4: "holder",
    }  # fmt: skip


def test_one_number_that_may_be_another_persons_is_asked_about() -> None:
    rows = people("name", "id", "money")
    found = read(["户主姓名", "收款人身份证号", "发放金额"], rows, "农村低保_2020年3月.xlsx")
    assert isinstance(found, NotUnderstood) and found.code == "ambiguous"
    assert "收款人身份证号: person" in suggest_answers(found)
    answers = Answers((Answer(dataset="payment", columns={"收款人身份证号": "person"}),))
    assert (
        mapped(read(["户主姓名", "收款人身份证号", "发放金额"], rows, "农村低保_2020年3月.xlsx", answers))[
            "收款人身份证号"
        ]
        == "person"
    )


def test_two_equally_good_numbers_are_asked_about_unless_they_are_equal() -> None:
    headers = ["申请人姓名", "申请人身份证号", "户主", "户主身份证号", "发放金额"]
    rows = people("name", "id", "name", "id", "money")
    found = read(headers, rows, "农村低保_2020年3月.xlsx")
    assert isinstance(found, NotUnderstood) and found.code == "ambiguous"
    same = [[row[0], row[1], row[0], row[1], row[4]] for row in rows]
    assert "person" in mapped(read(headers, same, "农村低保_2020年3月.xlsx")).values()


def test_a_number_of_nobody_known_is_left_unused_and_said() -> None:
    headers = ["户主姓名", "户主身份证号", "发放金额", "帮扶干部", "帮扶干部身份证号"]
    found = read(headers, people("name", "id", "money", "name", "id"), "农村低保_2020年3月.xlsx")
    columns = mapped(found)
    assert isinstance(found, Mapping)
    assert "帮扶干部身份证号" not in columns and columns["户主身份证号"] == "person"
    assert any("帮扶干部身份证号" in note.zh for note in found.notes)


@pytest.mark.parametrize(("header", "kind"), [("发放金额", "name"), ("户主姓名", "id"), ("发放日期", "name")])
def test_values_that_cannot_be_rule_a_header_out(header: str, kind: str) -> None:
    headers = ["身份证号", "姓名", "补助金额", header]
    columns = mapped(read(headers, people("id", "name", "money", kind), "临时救助_2020年3月.xlsx"))
    assert header not in columns


def test_october_lost_as_a_number_is_said() -> None:
    damaged = [f"2020.{m}" for m in (1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 11, 12) for _ in range(5)]
    assert lost_october(damaged)
    assert not lost_october([f"2020.{m}" for m in range(1, 13) for _ in range(5)])
    assert not lost_october([f"2020.{m}" for m in range(1, 10) for _ in range(5)])
    rows = [[*row[:3], month] for row, month in zip(people("name", "id", "money", rows=60), damaged, strict=True)]
    found = read(["姓名", "身份证号", "发放金额", "发放月份"], rows, "特困供养.xlsx")
    assert isinstance(found, Mapping) and any("2020.10" in note.zh for note in found.notes)


def test_a_register_without_household_numbers_is_read() -> None:
    rows = [[*row, "正常"] for row in people("name", "id")]
    assert mapped(read(["姓名", "公民身份号码", "户口状态"], rows, "户籍人口.csv"))["公民身份号码"] == "person"
