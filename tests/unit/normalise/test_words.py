"""Names, texts, document numbers, relations, choices, areas."""

from __future__ import annotations

import pytest

from mingcha.engine.normalise.areas import area
from mingcha.engine.normalise.choices import choice, yes_or_no
from mingcha.engine.normalise.identifiers import read_ref
from mingcha.engine.normalise.relations import relation
from mingcha.engine.normalise.words import name, text
from tests.unit.normalise.sheets import SPECS


@pytest.mark.parametrize(
    ("written", "value", "reason"),
    [
        ("王伟 ", "王伟", ""), ("秦　勇", "秦勇", ""), ("熊  凯", "熊凯", ""), ("王\u200b伟", "王伟", ""),
        ("'王伟", "王伟", ""),
        ("阿依古丽•买买提", "阿依古丽·买买提", ""), ("阿依古丽．买买提", "阿依古丽·买买提", ""),
        ("阿依古丽‧买买提", "阿依古丽·买买提", ""),
        ("阿依古丽・买买提", "阿依古丽·买买提", ""), ("阿依古丽.买买提", "阿依古丽·买买提", ""),
        ("阿依古丽·买买提", "阿依古丽·买买提", ""),
        ("ＡＢ", "AB", ""), ("\uf979水", "凉水", ""), ("\U00020089三", "\U00020089三", ""),
        ("王\ue123", "王\ue123", "PRIVATE_CHARACTER"),
        ("", None, "MISSING"), ("无", None, "MISSING"), ("/", None, "MISSING"),
    ],
)  # fmt: skip
def test_names(written: str, value: str | None, reason: str) -> None:
    assert name(written) == (value, reason, "")


@pytest.mark.parametrize(
    ("written", "value"),
    [(" 甲 乙 ", "甲 乙"), ("\u3000甲\u200b", "甲"), ("无", "无"), (" ", None), ("（甲）", "（甲）"), ("'甲'", "'甲'")],
)
def test_texts(written: str, value: str | None) -> None:
    assert text(written).value == value


@pytest.mark.parametrize(
    ("written", "value", "reason"),
    [
        (" '衡纪〔2018〕10号 ", "衡纪〔2018〕10号", ""), ("\u200bA 1", "A 1", ""), ("ＡＢ１", "ＡＢ１", ""),
        ("0012", "0012", ""),
        ("4.3E+16", None, "EXCEL_SCI"), ("", None, "MISSING_ID"), ("'", None, "MISSING_ID"),
    ],
)  # fmt: skip
def test_document_numbers_stay_as_they_are(written: str, value: str | None, reason: str) -> None:
    assert read_ref(written) == (value, reason, "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("户主", "02"), ("本人", "01"), ("妻", "12"), ("妻子", "12"), ("丈夫", "11"), ("配偶", "10"),
        ("子", "20"), ("儿子", "20"),
        ("长子", "22"), ("女", "30"), ("次女", "33"), ("父亲", "51"), ("母", "52"), ("儿媳", "38"),
        ("女婿", "28"), ("孙女", "42"),
        ("兄", "71"), ("弟媳", "74"), ("祖母", "62"), ("外孙", "43"), ("非亲属", "99"), ("其他", "80"),
        ("02", "02"), ("12", "12"),
        ("1", "10"), ("0", "02"), ("2", "20"), ("7", "70"), ("之妻", "12"), ("户主之长子", "22"),
        ("12-妻", "12"), ("２０", "20"),
        ("98", None), ("邻居", None), (" 女 儿 ", "30"), ("2.0", "20"),
    ],
)  # fmt: skip
def test_relations(written: str, code: str | None) -> None:
    assert relation(written).value == code


def test_choices_take_the_code_the_word_or_the_longest_word_within() -> None:
    funds = choice(SPECS["payment"].columns["fund"].values)
    assert funds("农村低保").value == "农村低保"
    assert funds("2020年农村最低生活保障金").value == "农村低保"
    assert funds("低保") == (None, "BAD_CODE", "")
    assert funds(" ") == (None, "MISSING", "")
    category = choice(SPECS["fiscal_staff"].columns["category"].values)
    assert category("村级组织人员").value == "village_org"
    assert category("合同制").value == "other"
    sex = choice(SPECS["person"].columns["sex"].values)
    assert [sex(word).value for word in ("男", "2", "M", "女性", "12")] == ["M", "F", "M", "F", None]


def test_two_words_of_equal_length_say_nothing() -> None:
    assert choice({"a": ("城市",), "b": ("农村",)})("城市农村").value is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("是", True), ("否", False), ("√", True), ("Y", True), ("无", False), ("有", True), ("1", True), ("0", False),
     ("×", False), ("也许", None)],
)  # fmt: skip
def test_yes_or_no(written: str, value: bool | None) -> None:
    assert yes_or_no(written).value == value


@pytest.mark.parametrize(
    ("written", "code"),
    [("430421106222", 430421106222), ("430421", 430421000000), ("430421106", 430421106000),
     ("430421106222.0", 430421106222), ("４３０４２１", 430421000000), ("43042", None), ("4.30421E+11", None),
     ("990421", None)],
)  # fmt: skip
def test_areas(written: str, code: int | None) -> None:
    assert area(written).value == code
