"""How a workbook's cell becomes text. Both workbook paths go through here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

#: Whole numbers from here on have lost digits in the spreadsheet: it keeps 15.
WIDE = 10**15


def render(value: object) -> str:
    """
    Text of a cell value: "" for None, text as it is, TRUE or FALSE, numbers without loss, dates as ISO.

    A datetime at midnight is rendered as a date: workbooks do not tell the two apart.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return render_number(value)
    return _render_time(value)


def render_number(value: float) -> str:
    """`12`, `0.01365`, `430421199001011000`: 15 significant digits, never an exponent."""
    if isinstance(value, int) or value.is_integer():
        whole = int(value)
        return str(whole) if -WIDE < whole < WIDE else f"{Decimal(f'{value:.14e}'):f}"
    # Spreadsheets keep and show 15 digits; the 16th and 17th are noise of binary fractions (0.1 + 0.2).
    return _plain(f"{value:.15g}")


def _plain(text: str) -> str:
    return f"{Decimal(text):f}" if "e" in text else text


def _render_time(value: object) -> str:
    if isinstance(value, dt.datetime):
        near = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
        return near.date().isoformat() if near.time() == dt.time() else near.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.timedelta):
        return render_duration(round(value.total_seconds()))
    return str(value)


def render_duration(seconds: int) -> str:
    """`36:00:00`: hours may exceed a day."""
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour:02d}:{minute:02d}:{second:02d}"
