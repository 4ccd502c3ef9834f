"""Days and moments in every form departments write them. Two-digit years are refused: nothing is guessed."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from mingcha.engine.normalise.cells import Cell
from mingcha.engine.normalise.numerals import chinese_integer
from mingcha.kernel.identifiers import FIRST_YEAR, FOLD, LAST_YEAR

#: Nothing, or an open end.
_EMPTY = frozenset(
    (
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "不详",
        "未知",
        "暂无",
        "空",
        "0",
        "N/A",
        "NA",
        "NULL",
        "NONE",
        "NAN",
        "#N/A",
    )
    + ("至今", "迄今", "现任", "在任", "在职", "长期", "长期有效", "永久", "永久有效", "无固定期限")
)
_USUAL = re.compile(r"((?!9999)[0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)  # a short cut, not a meaning
_OPEN_END = re.compile(r"9999[-/.年]?12[-/.月]?31日?")
_DAY = re.compile(
    r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]?|([0-9]{4})([0-9]{2})([0-9]{2})"
    + "".join(rf"|([0-9]{{4}}){re.escape(s)}([0-9]{{1,2}}){re.escape(s)}([0-9]{{1,2}})日?" for s in "-/.")
)
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?份?|([0-9]{4})([0-9]{2})")
_REPUBLIC = re.compile(r"(?:中华)?民国([0-9]{1,3}|元)年(.+)")
_SERIAL = re.compile(r"([0-9]{1,5})(\.[0-9]+)?")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_TIME = re.compile(
    r"(.*?[0-9日号])(?:[T ]|(?<=[日号]))([0-9]{1,2})[:时点]([0-9]{1,2})"
    r"(?:[:分](?:([0-9]{1,2})秒?)?)?(?:\.[0-9]+)?(?:Z|\+08:?00)?"
)
_COMPACT = re.compile(r"([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})?")
_EPOCH = datetime.date(1899, 12, 30)  # day 0 of spreadsheet serials from 61 on
_SERIAL_MAX = 73050  # 2099-12-31


@lru_cache(maxsize=1 << 16)
def date(text: str) -> Cell:
    """The day in `text`; a month alone is its first day with the note MONTH_ONLY; a time of day is dropped."""
    cell = moment(text)
    return cell if cell.value is None else Cell(cell.value.date(), cell.reason)


@lru_cache(maxsize=1 << 16)
def end_date(text: str) -> Cell:
    """As `date`, for the last day of something: a month alone is its last day."""
    cell = date(text)
    if cell.reason != "MONTH_ONLY" or cell.value is None:
        return cell
    following = cell.value.replace(day=28) + datetime.timedelta(days=4)
    return Cell(following - datetime.timedelta(days=following.day), cell.reason)


@lru_cache(maxsize=1 << 16)
def moment(text: str) -> Cell:
    """The moment in `text`, whole seconds; midnight where only a day stands; else MISSING or BAD_DATE."""
    usual = _USUAL.fullmatch(text)
    if usual:
        plain = _checked(int(usual[1]), int(usual[3]), int(usual[4]))
        return Cell(datetime.datetime.combine(plain, datetime.time())) if plain else Cell(None, "BAD_DATE")
    word = _folded(text)
    if word.replace(" ", "") in _EMPTY or _OPEN_END.match(word):
        return Cell(None, "MISSING")
    day, time = _cut_time(word)
    found = day_or_month(day.replace(" ", ""))
    if found is None:
        return _from_serial(word) or Cell(None, "BAD_DATE")
    clock = _clock(time)
    if clock is None:
        return Cell(None, "BAD_DATE")
    return Cell(datetime.datetime.combine(found[0], datetime.time()) + clock, found[1])


def day_or_month(word: str) -> tuple[datetime.date, str] | None:
    """(day, "") or (first of the month, "MONTH_ONLY") for a text without blanks, or None. Serials are not looked at."""
    word = _from_republic(_from_chinese(word))
    found = _DAY.fullmatch(word)
    if found:
        day = _checked(*(int(part) for part in found.groups() if part is not None))
        return (day, "") if day else None
    found = _MONTH.fullmatch(word)
    if found:
        year, month = (int(part) for part in found.groups() if part is not None)
        day = _checked(year, month, 1) if year >= 1913 else None  # 191231 would be the 31st of December 2019 in short
        return (day, "MONTH_ONLY") if day else None
    return None


def serial_day(word: str) -> datetime.date | None:
    """The day of a spreadsheet serial 1–73050, or None; 60 never was, and 1900–2100 is a year rather than a day."""
    found = _SERIAL.fullmatch(word)
    number = int(found[1]) if found else 0
    if not 1 <= number <= _SERIAL_MAX or number == 60 or 1900 <= number <= 2100:
        return None
    return _EPOCH + datetime.timedelta(days=number + (1 if number < 60 else 0))


def _folded(text: str) -> str:
    """Full width folded, quotes gone, blanks of every kind one space."""
    text = re.sub(r"[\s\u00a0\u3000]+", " ", text).strip()
    return re.sub(r" +", " ", " ".join(part.translate(FOLD) for part in text.split(" "))).strip().upper()


def _cut_time(word: str) -> tuple[str, tuple[str, ...]]:
    found = _TIME.fullmatch(word)
    if found:
        return found[1], (found[2], found[3], found[4] or "0")
    found = _COMPACT.fullmatch(word)
    return (found[1], (found[2], found[3], found[4] or "0")) if found else (word, ())


def _clock(parts: tuple[str, ...]) -> datetime.timedelta | None:
    """The time of day; 24:00 is the end of the day."""
    if not parts:
        return datetime.timedelta()
    hour, minute, second = (int(part) for part in parts)
    if (hour > 23 and (hour, minute, second) != (24, 0, 0)) or minute > 59 or second > 59:
        return None
    return datetime.timedelta(hours=hour, minutes=minute, seconds=second)


def _checked(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _from_republic(word: str) -> str:
    """民国109年1月31日 as 2020年1月31日."""
    found = _REPUBLIC.fullmatch(word)
    return word if found is None else f"{1911 + (1 if found[1] == '元' else int(found[1]))}年{found[2]}"


def _from_chinese(word: str) -> str:
    """二〇二〇年一月三十一日 as 2020年1月31日."""
    found = _CHINESE.fullmatch(word)
    if found is None:
        return word
    year, month, day = (None if part is None else chinese_integer(part) for part in found.groups())
    return f"{year}年{month}月" + ("" if day is None else f"{day}日")


def _from_serial(word: str) -> Cell | None:
    day = serial_day(word)
    if day is None:
        return None
    fraction = float("0" + word[word.index(".") :]) if "." in word else 0.0
    seconds = round(fraction * 86400)
    return Cell(datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(seconds=seconds))
