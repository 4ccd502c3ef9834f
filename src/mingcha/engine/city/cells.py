"""How a clerk writes values: dates, months, money and areas in the manner of one file."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from mingcha.engine.city.forms import Column

FUND_WORDS = {
    "农村低保": "农村居民最低生活保障金", "城市低保": "城市居民最低生活保障金", "特困供养": "特困人员基本生活供养金",
    "高龄津贴": "高龄老人生活津贴", "残疾两项补贴": "困难残疾人生活补贴和重度残疾人护理补贴",
    "耕地地力保护补贴": "耕地地力保护补贴资金", "公益性岗位补贴": "公益性岗位人员岗位补贴", "临时救助": "临时救助金",
    "雨露计划": "雨露计划职业教育补助",
}  # fmt: skip
RELATIONS = {
    2: "户主", 10: "配偶", 21: "长子", 22: "次子", 23: "三子", 31: "长女", 32: "次女", 33: "三女", 38: "儿媳",
    41: "孙子",
    42: "孙女", 51: "父亲", 52: "母亲",
}  # fmt: skip
MU = 666.67  # square metres
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y.%m.%d")
MONTHS = ("{:04d}{:02d}", "{:04d}年{}月", "{:04d}-{:02d}", "{:04d}.{:02d}")
Cell = str | float | int | date | None


@dataclass(slots=True)
class Manner:
    """One file's habits: its date and month formats, commas in sums, dates as real cells, relations as codes."""

    dates: str
    months: str
    commas: bool
    real_dates: bool
    codes: bool


def manner_of(rng: Random, *, clean: bool, workbook: bool, style: int) -> Manner:
    """Habits by chance, or the plain ones."""
    if clean:
        return Manner(DATES[0], MONTHS[0], False, False, style == 1)
    return Manner(
        rng.choice(DATES), rng.choice(MONTHS), rng.random() < 0.25, workbook and rng.random() < 0.3, style == 1
    )


def write(value: Any, column: Column, manner: Manner) -> Cell:
    """One value as the cell of a file."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value if manner.real_dates else value.strftime(manner.dates)
    if column.path in ("period", "quarter") or column.manner == "month" or column.path == "month":
        return _period(str(value), manner)
    if column.path == "relation" and isinstance(value, int):
        return f"{value:02d}" if manner.codes else RELATIONS.get(value, "其他")
    if column.path == "fund":
        return FUND_WORDS[value]
    if column.path == "sex" and manner.codes:
        return "1" if value == "男" else "2"
    if isinstance(value, float):
        return _number(value, column, manner)
    return value if isinstance(value, int) and column.manner != "text" else str(value)


def _period(text: str, manner: Manner) -> str:
    if "Q" in text:
        return text if manner.commas else f"{text[:4]}年第{'一二三四'[int(text[-1]) - 1]}季度"
    if text.endswith(("春", "秋")):
        return f"{text[:4]}年{text[-1]}季学期"
    return manner.months.format(int(text[:4]), int(text[4:])) if len(text) == 6 else f"{text}年度"


def _number(value: float, column: Column, manner: Manner) -> Cell:
    if column.manner == "wan":
        return round(value / 10_000, 8)
    if column.manner == "m2":
        return round(value * MU, 2)
    if column.path in ("lon", "lat", "ratio", "quantity", "area", "tank", "litres", "km"):
        return value
    if manner.commas:
        return f"{value:,.2f}"
    return int(value) if value == int(value) else round(value, 4)
