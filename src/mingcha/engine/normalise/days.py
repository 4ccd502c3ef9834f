"""Days and moments of fixed width, read in one sweep of bytes; every other form is for `dates`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingcha.engine.normalise.cells import Bytes, Mask, Texts, byte_table
from mingcha.engine.normalise.persons import real_days

_DIGIT = byte_table(range(0x30, 0x3A))
_SEPARATOR = byte_table(*b"-/.")
_DAY_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9)
_CLOCK_DIGITS = (11, 12, 14, 15, 17, 18)
_DAY_MICROSECONDS = 86_400_000_000


def fast_days(source: Texts) -> tuple[Mask, Any]:
    """`20200131` and `2020-01-31`, `2020/01/31`, `2020.01.31` as date32 (n)."""
    mask, days = np.zeros(len(source), bool), np.zeros(len(source), np.int32)
    for width, digits in ((8, range(8)), (10, _DAY_DIGITS)):
        chosen = np.flatnonzero(source.lengths == width)
        columns = source.rows(chosen, width).T
        valid, values = _day(columns, tuple(digits))
        if width == 10:
            valid &= _SEPARATOR[columns[4]] & (columns[4] == columns[7])
        mask[chosen], days[chosen] = valid, values
    return mask, pa.array(days).view(pa.date32())


def fast_moments(source: Texts) -> tuple[Mask, Any]:
    """`2020-01-31 08:00:00` (also with `/`, `.` and T) as timestamps of microseconds (n)."""
    mask, moments = np.zeros(len(source), bool), np.zeros(len(source), np.int64)
    chosen = np.flatnonzero(source.lengths == 19)
    columns = source.rows(chosen, 19).T
    valid, days = _day(columns, _DAY_DIGITS)
    valid &= _SEPARATOR[columns[4]] & (columns[4] == columns[7]) & ((columns[10] == 0x20) | (columns[10] == 0x54))
    valid &= (columns[13] == 0x3A) & (columns[16] == 0x3A) & _DIGIT[columns[list(_CLOCK_DIGITS)]].all(axis=0)
    hour, minute, second = (_number(columns, pair) for pair in ((11, 12), (14, 15), (17, 18)))
    valid &= (hour < 24) & (minute < 60) & (second < 60)
    mask[chosen] = valid
    moments[chosen] = days * _DAY_MICROSECONDS + ((hour * 60 + minute) * 60 + second) * 1_000_000
    return mask, pa.array(moments).view(pa.timestamp("us"))


def _day(columns: Bytes, digits: tuple[int, ...]) -> tuple[Mask, NDArray[np.int64]]:
    """Which columns of (width, n) bytes hold a real day at the eight positions `digits`; days since 1970."""
    valid: Mask = np.all(_DIGIT[columns[list(digits)]], axis=0)
    year, month, day = (_number(columns, digits[a:b]) for a, b in ((0, 4), (4, 6), (6, 8)))
    valid &= real_days(year.astype(np.uint16), month.astype(np.uint16), day.astype(np.uint16))
    safe_year, safe_month = np.where(valid, year, 1970), np.where(valid, month, 1)
    first = ((safe_year - 1970) * 12 + safe_month - 1).astype("datetime64[M]").astype("datetime64[D]")
    return valid, first.astype(np.int64) + np.where(valid, day, 1) - 1


def _number(columns: Bytes, positions: tuple[int, ...]) -> NDArray[np.int64]:
    value: NDArray[np.int64] = np.zeros(columns.shape[1], np.int64)
    for position in positions:
        value = value * 10 + columns[position] - 48
    return value
