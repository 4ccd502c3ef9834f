"""What a rule may call, in the words of somebody who writes one; the same as docs/reference/rule-functions.md."""

from __future__ import annotations

from collections.abc import Mapping

from mingcha.engine.rules.gate import ALLOWED
from mingcha.kernel.messages import Message

#: How each own function is written, and what it means.
OWN: Mapping[str, Message] = {
    "MONTH_DIFF(a, b)": Message("从月份 a 到 b 的整月数", "whole months from month a to month b"),
    "MONTH_ADD(m, n)": Message("月份 m 之后第 n 个月", "the month n months after m"),
    "MONTH_OF(d)": Message("日期所在月份，如 202003", "the month of a date, as 202003"),
    "MONTH_START(m)": Message("月份的第一天", "the first day of a month"),
    "MONTH_END(m)": Message("月份的最后一天", "the last day of a month"),
    "MONTHS_FULL(a, b)": Message("从日期 a 到 b 的足月数", "completed months from date a to date b"),
    "YEARS_FULL(a, b)": Message("从日期 a 到 b 的足年数（周岁）", "completed years from date a to date b"),
    "DAYS_BETWEEN(a, b)": Message("从日期 a 到 b 的天数", "days from date a to date b"),
    "MINUTES_BETWEEN(a, b)": Message("从时刻 a 到 b 的整分钟数", "whole minutes from time a to time b"),
    "ISO_WEEKDAY(d)": Message("星期几，周一为1", "day of the week, Monday is 1"),
    "DISTANCE_M(lat1, lon1, lat2, lon2)": Message("两点间的米数", "metres between two points"),
    "NAME_DISTANCE(a, b)": Message("两个姓名相差的字数", "how many characters two names differ in"),
    "INT_OF(t)": Message("文本中的数（1到9位），否则为空", "the number in a text of up to nine digits, else NULL"),
    "CONTAINS_ANY(t, :words)": Message("文本是否含有词表中的词", "whether a text has a word of a list"),
    "PARAM('name', county)": Message("参数在该县的取值", "the value of a parameter in a county"),
    "PARAM('name', county, d)": Message("参数在该县该日的取值", "the value of a parameter in a county on a day"),
    ":name": Message("参数在运行日的取值", "the value of a parameter on the day of the run"),
    ":as_of": Message("运行日", "the day of the run"),
}
#: Common SQL functions on which the engines were shown to agree.
COMMON = tuple(sorted(name.upper() for name in ALLOWED))
