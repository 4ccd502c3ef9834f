"""Which number formats of a workbook make a number a date, a time or a duration."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import IO, Literal
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from mingcha.engine.reading.cells import render, render_number

Form = Literal["date", "duration", ""]

#: Built-in formats of Excel; 27–36 and 50–58 are the Chinese ones (`yyyy"年"m"月"d"日"` and their like).
_BUILT_IN: dict[int, Form] = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), "date"),
    46: "duration",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|am/pm", re.IGNORECASE)

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (workbooks know no time zones)
_LAST_SERIAL = 2_958_466  # 9999-12-31 and the day's end
_DAYS_1904 = 1_462


class CellStyles:
    """The form of each cell style of a workbook."""

    def __init__(self, forms: list[Form], date_1904: bool) -> None:
        self._forms = {str(i): form for i, form in enumerate(forms)}
        self.date_1904 = date_1904

    def form(self, style: str) -> Form:
        """What style number `style` (as written in the XML) makes of a number."""
        return self._forms.get(style, "")


def read_styles(stream: IO[bytes] | None, date_1904: bool) -> CellStyles:
    """Parse `styles.xml`; without one, no number is a date."""
    if stream is None:
        return CellStyles([], date_1904)
    root = parse(stream).getroot()
    codes = {int(n.get("numFmtId", 0)): n.get("formatCode", "") for n in _named(root, "numFmt")}
    forms: list[Form] = []
    for node in (xf for table in _named(root, "cellXfs") for xf in table):
        number = int(node.get("numFmtId", 0))
        forms.append(form_of(codes[number]) if number in codes else _BUILT_IN.get(number, ""))
    return CellStyles(forms, date_1904)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (node for node in root.iter() if isinstance(node.tag, str) and node.tag.rpartition("}")[2] == name)


def form_of(code: str) -> Form:
    """The form of a format code; only its first section counts, literals and colors do not."""
    section = _LITERAL.sub("", code).split(";")[0]
    if _DURATION.search(section):
        return "duration"
    return "date" if section.lower() != "general" and _DATE.search(section) else ""


def render_serial(value: float, form: Form, date_1904: bool) -> str:
    """The text of day number `value`; numbers outside the calendar stay numbers."""
    if form == "duration":
        return render(dt.timedelta(seconds=round(value * 86_400)))
    if not 0 <= value < _LAST_SERIAL:
        return render_number(value)
    if date_1904:
        value += _DAYS_1904
    days, seconds = int(value), round((value - int(value)) * 86_400)
    if days == 0 and seconds < 86_400:
        return render(dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60))
    # Excel believes in 1900-02-29; days before it are one off.
    return render(_EPOCH + dt.timedelta(days=days + (days < 60), seconds=seconds))
