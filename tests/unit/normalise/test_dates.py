"""Every form of day, moment, month, year and period that departments write."""

from __future__ import annotations

import datetime as dt

import pytest

from mingcha.engine.normalise.dates import date, moment
from mingcha.engine.normalise.months import month, year
from mingcha.engine.normalise.periods import period


@pytest.mark.parametrize(
    "text",
    [
        "20200131", "2020/1/31", "2020.1.31", "2020-1-31", "2020-01-31", "2020/01/31", "2020.01.31", "2020年1月31日",
        "2020年01月31日", "2020 年 1 月 31 日", "2020-01-31 08:00:00", "2020/1/31 8:00", "2020-01-31T08:00:00",
        "20200131080000", "43861", "43861.5", "43861.0", "民国109年1月31日", "２０２０年１月３１日", "'2020-01-31",
        "2020-01-31\u200b", "二〇二〇年一月三十一日", "2020年1月31号", "2020-01-31 00:00:00.0",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert date(text) == (dt.date(2020, 1, 31), "", "")


@pytest.mark.parametrize("text", ["2020年1月", "2020-01", "2020.1", "2020/1", "202001", "2020年01月", "民国109年1月"])
def test_a_month_is_its_first_day_and_said(text: str) -> None:
    assert date(text) == (dt.date(2020, 1, 1), "MONTH_ONLY", "")


@pytest.mark.parametrize(
    "text", ["", " ", "/", "-", "——", "无", "不详", "至今", "长期", "NULL", "9999-12-31", "99991231"]
)
def test_nothing_and_open_ends_are_missing(text: str) -> None:
    assert date(text) == (None, "MISSING", "")


@pytest.mark.parametrize(
    "text",
    [
        "20/1/31", "20.1.31", "1/31/2020", "20200230", "2020-02-30", "2019年2月29日", "20201301", "2020", "60",
        "73051",
        "99999", "1849-12-31", "2101-01-01", "二月", "1月31日", "191231", "2020.1-3", "2020-01-31 25:00", "0",
        "-5", "2020年13月",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    assert date(text).value is None
    assert date(text).reason == ("MISSING" if text == "0" else "BAD_DATE")


def test_serials_around_the_day_that_never_was() -> None:
    assert [date(text).value for text in ("1", "59", "61", "73050", "43567")] == [
        dt.date(1900, 1, 1), dt.date(1900, 2, 28), dt.date(1900, 3, 1), dt.date(2099, 12, 31), dt.date(2019, 4, 12),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020/1/2 9:25", dt.datetime(2020, 1, 2, 9, 25)),
        ("2020-01-02 09:25:30", dt.datetime(2020, 1, 2, 9, 25, 30)),
        ("2020年1月2日 9时25分", dt.datetime(2020, 1, 2, 9, 25)),
        ("2020年1月2日9:25", dt.datetime(2020, 1, 2, 9, 25)),
        ("20200102092530", dt.datetime(2020, 1, 2, 9, 25, 30)), ("202001020925", dt.datetime(2020, 1, 2, 9, 25)),
        ("2020-01-02", dt.datetime(2020, 1, 2)), ("43832.392361111", dt.datetime(2020, 1, 2, 9, 25)),
        ("2020-01-02T09:25:30Z", dt.datetime(2020, 1, 2, 9, 25, 30)), ("2020-01-01 24:00", dt.datetime(2020, 1, 2)),
        ("2020.1.2  9:25", dt.datetime(2020, 1, 2, 9, 25)), ("2020/1/2 9:60", None), ("9:25", None),
    ],
)  # fmt: skip
def test_moments(text: str, value: dt.datetime | None) -> None:
    assert moment(text).value == value


@pytest.mark.parametrize(
    "text",
    ["202001", "2020.1", "2020年1月", "2020-01", "2020/1", "2020年01月份", "2020-01-31", "20200131",
     "2020-01-01 00:00:00", "202001.0", "2020.01", "43831", "２０２００１", "2020年1月5日", "二〇二〇年一月"],
)  # fmt: skip
def test_months(text: str) -> None:
    assert month(text) == (202001, "", "")


@pytest.mark.parametrize("text", ["202013", "2020", "1月", "20.1", "一月", "5", "2020.1.5.6"])
def test_no_months(text: str) -> None:
    assert month(text) == (None, "BAD_MONTH", "")


@pytest.mark.parametrize("text", ["2020", "2020年", "2020年度", "2020.0", "202001", "2020-01-31"])
def test_years(text: str) -> None:
    assert year(text) == (2020, "", "")


def test_no_years() -> None:
    assert [year(text).reason for text in ("20", "去年", "", "3020")] == ["BAD_YEAR", "BAD_YEAR", "MISSING", "BAD_YEAR"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("202003", ("202003", 202003, 202003)), ("2020年3月", ("202003", 202003, 202003)),
        ("2020.3", ("202003", 202003, 202003)), ("2020年3月份", ("202003", 202003, 202003)),
        ("2020年一季度", ("2020Q1", 202001, 202003)), ("2020年第一季度", ("2020Q1", 202001, 202003)),
        ("2020年第1季度", ("2020Q1", 202001, 202003)), ("2020年1季度", ("2020Q1", 202001, 202003)),
        ("2020Q1", ("2020Q1", 202001, 202003)), ("2020-Q4", ("2020Q4", 202010, 202012)),
        ("2020年四季度", ("2020Q4", 202010, 202012)), ("2020.1-3", ("2020Q1", 202001, 202003)),
        ("2020年1-3月", ("2020Q1", 202001, 202003)), ("2020年1月-3月", ("2020Q1", 202001, 202003)),
        ("2020年10月至12月", ("2020Q4", 202010, 202012)), ("202001-202003", ("2020Q1", 202001, 202003)),
        ("2020.01-2020.06", ("2020H1", 202001, 202006)), ("2020年上半年", ("2020H1", 202001, 202006)),
        ("2020下半年", ("2020H2", 202007, 202012)), ("2020", ("2020", 202001, 202012)),
        ("2020年", ("2020", 202001, 202012)), ("2020年度", ("2020", 202001, 202012)),
        ("2020年1-12月", ("2020", 202001, 202012)), ("2020年1-5月", ("202001-202005", 202001, 202005)),
        ("2019年11月-2020年2月", ("201911-202002", 201911, 202002)), ("2020年春季", ("2020春", 202002, 202007)),
        ("2020年秋季", ("2020秋", 202009, 202101)), ("2020春", ("2020春", 202002, 202007)),
        ("2020年秋季学期", ("2020秋", 202009, 202101)), ("2019-2020学年第一学期", ("2019秋", 201909, 202001)),
        ("2019-2020学年第二学期", ("2020春", 202002, 202007)), ("２０２０年３月", ("202003", 202003, 202003)),
        ("一季度", None), ("2020年5季度", None), ("2020年3-1月", None), ("2020年1-13月", None), ("春季", None),
    ],
)  # fmt: skip
def test_periods(text: str, value: tuple[str, int, int] | None) -> None:
    assert period(text) == (value, "" if value else "BAD_PERIOD", "")


def test_no_period() -> None:
    assert period(" ").reason == period("无").reason == "MISSING"
