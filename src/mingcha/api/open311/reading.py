"""Reading what a client asks for and hands in: every value is checked before anything is done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateparse import parse_datetime

from mingcha.appeals.states import KINDS
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org
from mingcha.org.calendar import CHINA, day_of
from mingcha.org.models import Area

#: GeoReport v2: at most so many days between two dates, and so many requests in one answer.
DAYS, MOST = timedelta(days=90), 1_000
#: 90 days, the first and the last included.
_SPAN = timedelta(days=89)
_PAGES = 100_000
_ID = re.compile(r"[0-9a-f]{16}")
_CODE = re.compile(r"[0-9]{12}|[0-9]{2,9}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FIELD = 4_000
Given = Mapping[str, str]


def wrong(name: str, zh: str, en: str) -> Refused:
    """A parameter that cannot be meant so."""
    return Refused(f"open311.{name}", Message(f"{name}：{zh}", f"{name}: {en}"))


def text(given: Given, name: str, most: int = _FIELD) -> str:
    """A value, trimmed; "" when it is not there."""
    value = given.get(name, "")
    if len(value) > most:
        raise wrong(name, f"最多{most}个字。", f"at most {most} characters.")
    if _CONTROL.search(value):
        raise wrong(name, "含有控制字符。", "holds control characters.")
    return value.strip()


def words(given: Given, name: str) -> list[str]:
    """A list with commas."""
    return [word for part in text(given, name, 20_000).split(",") if (word := part.strip())]


def number(given: Given, name: str, default: int, most: int) -> int:
    """A whole number from one up."""
    value = text(given, name, 20) if name in given else str(default)
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= most:
        raise wrong(name, f"应为1到{most}的整数。", f"a whole number from 1 to {most}.")
    return int(value)


def area(given: Given, name: str) -> Area | None:
    """The area that a code names; None when none is given. NotFound."""
    code = text(given, name, 40)
    if name not in given:
        return None
    if not _CODE.fullmatch(code):
        raise _unknown(name)
    try:
        return org.get_area(code)
    except NotFound:
        raise _unknown(name) from None


def _unknown(name: str) -> NotFound:
    return NotFound(f"open311.{name}", Message(f"{name}：没有这个区划。", f"{name}: there is no such area."))


def ids(given: Given) -> list[str] | None:
    """The ids that are asked for; None when all are meant. What cannot be one names nothing."""
    if "service_request_id" not in given:
        return None
    return [one for one in words(given, "service_request_id") if _ID.fullmatch(one)][:MOST]


def status(given: Given) -> bool | None:
    """True for open, False for closed, None for both."""
    wanted = set(words(given, "status"))
    if not wanted <= {"open", "closed"} or ("status" in given and not wanted):
        raise wrong("status", "只能是 open、closed。", "open or closed.")
    return None if len(wanted) != 1 else wanted == {"open"}


def days(given: Given, first: str, last: str, at: datetime) -> tuple[date, date]:
    """Two days, at most 90 with both of them; the one that is missing is counted from the other, or from today."""
    begin, end = _day(given, first), _day(given, last)
    if end is None:
        end = min(begin + _SPAN, max(day_of(at), begin)) if begin else day_of(at)
    if begin is None:
        begin = end - _SPAN
    if begin > end:
        raise wrong(first, f"晚于 {last}。", f"after {last}.")
    if end - begin > DAYS:
        raise wrong(first, f"与 {last} 相差不能超过90天。", f"at most 90 days before {last}.")
    return begin, end


def _day(given: Given, name: str) -> date | None:
    if name not in given:
        return None
    value = text(given, name, 40)
    try:
        moment = parse_datetime(value.replace(" ", "+"))
        # A date alone is none: the standard asks for `2010-01-01T00:00:00Z`.
        if moment is not None and "T" in value.upper() and moment.tzinfo is not None:
            # Beside these years there is nothing, and no room for ninety days more.
            moment = moment if 1 < moment.year < 9998 else moment.replace(year=2 if moment.year == 1 else 9997, day=1)
            return moment.astimezone(CHINA).date()
    except (ValueError, OverflowError):
        pass
    raise wrong(
        name, "应为带时区的时刻，如 2026-01-01T00:00:00Z。", "a moment with its zone, as in 2026-01-01T00:00:00Z."
    )


@dataclass(frozen=True)
class Place:
    """Where it is, in words; and the area, when it is named by its code."""

    words: str
    area: Area | None


def place(given: Given) -> Place:
    """Place of what is handed in. Refused when there is none: the standard asks for one of three."""
    latitude, longitude = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    if (latitude is None) != (longitude is None):
        raise wrong("lat", "与 long 必须同时填写。", "only together with long.")
    named, address = area(given, "address_id"), text(given, "address_string", 200)
    if latitude is None and named is None and not address:
        raise wrong(
            "address_string",
            "请写明地点：lat 和 long、address_string 或 address_id。",
            "say where: lat and long, address_string or address_id.",
        )
    point = f"{latitude:.6f},{longitude:.6f}" if latitude is not None else ""
    # The point first: of a long address the end may be cut off, of a point nothing.
    return Place(" ".join(filter(None, (point, address))), named)


def _degrees(given: Given, name: str, most: int) -> float | None:
    value = text(given, name, 40)
    if not value:
        return None
    try:
        found = float(value)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        raise wrong(name, f"应在-{most}到{most}之间。", f"between -{most} and {most}.")
    return found


def kind(given: Given) -> str:
    """What `attribute[kind]` says. Refused: it is required."""
    found = text(given, "attribute[kind]", 40)
    if found not in KINDS:
        raise wrong("attribute[kind]", f"应为 {'、'.join(KINDS)} 之一。", f"one of {', '.join(KINDS)}.")
    return found


def name(given: Given) -> str:
    """How the one who hands in is called: family name first, as in Chinese."""
    last, first = text(given, "last_name", 100), text(given, "first_name", 100)
    return f"{last}{first}" if not (last + first).isascii() else f"{first} {last}".strip()
