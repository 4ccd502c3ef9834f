"""The shapes in which chat programs write out who spoke and when. Pure patterns; `reading` uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DATE = (
    r"(?:(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<m2>\d{1,2})[-/月](?P<d2>\d{1,2})日?"
    r"|(?P<rel>今天|昨天|前天))"
)
_WEEKDAY = r"(?:\s*(?:星期|周)[一二三四五六日天])?"
_TIME = r"(?:(?P<half>凌晨|早上|上午|中午|下午|晚上)\s*)?(?P<H>\d{1,2})[:：](?P<M>\d{2})(?:[:：]\d{2})?"
_WHO = r"(?P<who>\S(?:.{0,38}\S)??)"
#: `张三 2026/3/2 09:12`: WeChat on a desk, WeCom, lists forwarded by post.
_WHO_WHEN = re.compile(rf"^{_WHO}\s+{_DATE}{_WEEKDAY}\s+{_TIME}$")
#: `2026-03-02 09:12:33 张三(12345)`: QQ and older exports.
_WHEN_WHO = re.compile(rf"^{_DATE}{_WEEKDAY}\s+{_TIME}\s+{_WHO}$")
#: `张三 09:12`, below a line with the day.
_WHO_TIME = re.compile(rf"^{_WHO}\s+{_TIME}$")
#: `张三:` alone: messages marked and copied.
_WHO_ALONE = re.compile(r"^(?P<who>[^:：。，！？\s「『“\">《【][^:：。，！？]{0,30})[:：]\s*$")
#: `张三：路塌了`, in one line.
_WHO_SAYS = re.compile(r"^(?P<who>[^\s:：。，！？、；/「『“\">《【]{1,20})[:：]\s*(?P<text>\S.*)$")
_DAY_LINE = re.compile(rf"^[\s—–\-=_*·]*{_DATE}{_WEEKDAY}(?:\s+{_TIME})?[\s—–\-=_*·]*$")
_TIME_LINE = re.compile(rf"^\s*{_TIME}\s*$")
#: Words before a colon that are nobody's name.
_NOBODY = frozenset(
    "注意 通知 地址 电话 时间 地点 备注 附件 提示 温馨提示 紧急通知 原因 内容 联系人 姓名 手机 身份证 身份证号 手机号 "
    "联系电话 如下 注 主题 答复 办理情况 标题 链接 来源 例如 比如 http https".split()
)
#: What ends in a time and begins like this is no name either: `明天上午 9:00`.
_NO_NAME = re.compile(
    r"^(?:今天|明天|后天|昨天|每天|时间|星期|周[一二三四五六日]|早上|上午|下午|晚上|中午|\d)|(?:时间|开会|集合|上午|下午)$"
)
_OWN_NUMBER = re.compile(r"\s*[(（<][\w.@+\-]{4,40}[)）>]$", re.ASCII)
_NOON, _DAY = 12, 24


@dataclass(frozen=True)
class Header:
    """Who spoke, when as far as the line says it, and what stands in the same line."""

    who: str
    at: datetime | None
    text: str = ""


Reader = Callable[[str, date], Header | None]


def timed(line: str, today: date) -> Header | None:
    """A line that says who and when. `today`: the day of the last line that had one."""
    match = _WHO_WHEN.match(line) or _WHEN_WHO.match(line) or _WHO_TIME.match(line)
    if match is None or len(match["who"]) > 40:
        return None
    at, who = _moment(match, today), _OWN_NUMBER.sub("", match["who"].strip())
    return Header(who, at) if at and who and not _NO_NAME.search(who) else None


def alone(line: str, _today: date) -> Header | None:
    """A line that says who only: what was said stands below."""
    return _untimed(_WHO_ALONE.match(line))


def says(line: str, _today: date) -> Header | None:
    """A line that says who, and behind the colon what."""
    return _untimed(_WHO_SAYS.match(line) or _WHO_ALONE.match(line))


def _untimed(match: re.Match[str] | None) -> Header | None:
    if match is None or match["who"].strip() in _NOBODY or match["who"][0].isdigit():
        return None
    return Header(match["who"].strip(), None, match.groupdict().get("text") or "")


def day_line(line: str, today: date) -> datetime | None:
    """A line between messages that says the day, or only the time."""
    match = _DAY_LINE.match(line) or _TIME_LINE.match(line)
    return _moment(match, today) if match else None


def _moment(match: re.Match[str], today: date) -> datetime | None:
    """In the local time of the group; None for a day or an hour that there is not."""
    said = match.groupdict()
    hour = int(said.get("H") or 0)
    half = said.get("half")
    if (half in ("下午", "晚上") and hour < _NOON) or (half == "中午" and hour == 1):
        hour += _NOON
    try:
        return datetime.combine(_day(said, today), time(0 if hour == _DAY else hour, int(said.get("M") or 0)))
    except ValueError:
        return None


def _day(said: dict[str, str | None], today: date) -> date:
    if said.get("y"):
        return date(int(said["y"] or 0), int(said["m"] or 0), int(said["d"] or 0))
    if said.get("m2"):
        return date(today.year, int(said["m2"] or 0), int(said["d2"] or 0))
    back = {"昨天": 1, "前天": 2}.get(said.get("rel") or "", 0)
    return today - timedelta(days=back)
