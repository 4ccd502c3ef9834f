"""Money, land, measures and counts: exact, in every form."""

from __future__ import annotations

import pytest

from mingcha.engine.normalise.amounts import area_unit, count, decimal, money, money_shift, mu
from mingcha.engine.normalise.numerals import chinese_integer


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("420", "元", 42000), ("420.00", "元", 42000), ("1,680.00", "", 168000), ("￥420.00", "元", 42000),
        ("¥1,234.5", "元", 123450), ("420元", "元", 42000), ("４２０．５０", "元", 42050),
        ("(1,234.00)", "元", -123400),
        ("-5", "元", -500), ("−5.05", "元", -505), ("0.046095", "万元", 46095), ("1.5", "万元", 1500000),
        ("1.5万元", "元", 1500000), ("1.5万", "元", 1500000), ("2", "亿元", 20000000000), ("100元", "万元", 10000),
        ("壹万贰仟叁佰元伍角整", "元", 1230050), ("一千二百", "元", 120000), ("一千二百元", "元", 120000),
        ("壹佰元零伍分", "元", 10005), ("伍角", "元", 50), ("贰拾元整", "元", 2000), ("0.005", "元", 1),
        ("0.004", "元", 0),
        ("-0.005", "元", -1), ("1.115", "元", 112), ("2.675", "元", 268), ("1E-2", "元", 1), (" 420 ", "元", 42000),
        ("614.587954", "万元", 614587954), ("1，234", "元", 123400), ("RMB 12", "元", 1200),
        ("人民币12元整", "元", 1200),
        (".5", "元", 50), ("5.", "元", 500), ("999999999999999.99", "元", 99999999999999999), ("105", "元/亩", 10500),
        ("+5", "元", 500), ("￥-5", "元", -500), ("0", "元", 0),
    ],
)  # fmt: skip
def test_money(text: str, unit: str, fen: int | None) -> None:
    assert money(text, money_shift(unit)).value == fen


@pytest.mark.parametrize("text", ["12,34", "1.2.3", "约100", "4.5E+05", "100美元", "一百百", "1e20", "壹佰元伍拾角"])
def test_no_money(text: str) -> None:
    assert money(text, 0) == (None, "BAD_MONEY", "")


@pytest.mark.parametrize("text", ["", "-", "/", "—", "无", " "])
def test_missing_money(text: str) -> None:
    assert money(text, 0) == (None, "MISSING", "")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("2.89", "亩", 28900), ("2.89亩", "亩", 28900), ("1926.7", "平方米", 28900), ("1926.7㎡", "亩", 28900),
        ("666.67", "㎡", 10000), ("1", "公顷", 150000), ("0.00005", "亩", 1), ("2.89", "", 28900),
        ("三亩", "亩", None),
    ],
)  # fmt: skip
def test_mu(text: str, unit: str, value: int | None) -> None:
    assert mu(text, area_unit(unit)).value == value


@pytest.mark.parametrize(
    ("text", "digits", "value"),
    [("39.64", 4, 396400), ("39.64升", 4, 396400), ("40%", 4, 400000), ("112.237938", 6, 112237938), ("181", 6, None),
     ("1,000.5km", 4, 10005000), ("abc", 4, None)],
)  # fmt: skip
def test_measures(text: str, digits: int, value: int | None) -> None:
    assert decimal(text, digits).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("3人", 3), ("3.0", 3), ("2个", 2), ("三", 3), ("十二人", 12), ("1,234", 1234), ("3.5", None),
     ("三点", None), ("99999999999", None), ("-1", -1)],
)  # fmt: skip
def test_counts(text: str, value: int | None) -> None:
    assert count(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("一千二百", 1200), ("两万三千", 23000),
        ("二〇二〇", 2020),
        ("壹万贰仟叁佰", 12300), ("一亿零三十万", 100300000), ("一万亿", None), ("百一千", None), ("", None),
        ("三四百", None),
        ("万", None),
    ],
)  # fmt: skip
def test_numerals(text: str, value: int | None) -> None:
    assert chinese_integer(text) == value
