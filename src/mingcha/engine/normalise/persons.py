"""Resident ids by the million: which cells are clean 18-character ids, decided on bytes (GB 11643-1999)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mingcha.engine.normalise.cells import MANY, Bytes, Mask, Texts, texts
from mingcha.kernel.identifiers import FIRST_YEAR, LAST_YEAR, PERSON_CHECKS, PERSON_WEIGHTS, PROVINCES

BLOCK = 1 << 14  # rows per sweep: 18 columns of bytes of a block stay in the first cache levels
_DIRT = " \t\u00a0\u200b\u3000'`"  # every one of them is dropped by the scalar reader too
_CHECK = np.frombuffer(PERSON_CHECKS.encode(), np.uint8)
_PROVINCE = np.zeros(65536, bool)
_PROVINCE[[int(p[0]) * 256 + int(p[1]) for p in PROVINCES]] = True
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.uint8)
#: Weight of each digit modulo 11 fits a byte, and so does every partial sum of products taken modulo 11 in time.
_WEIGHTS = np.array(PERSON_WEIGHTS, np.uint16)


def clean_persons(source: Texts) -> tuple[Mask, Any]:
    """
    Cells that are valid 18-character ids as they stand, but for a small x, and the array with x written large.

    Cells not marked are not necessarily wrong: they are for the scalar reader to judge.
    """
    of_width = np.flatnonzero(source.lengths == 18)
    rows = source.rows(of_width, 18)
    valid = np.empty(len(rows), bool)
    for start in range(0, len(rows), BLOCK):
        valid[start : start + BLOCK] = _valid(rows[start : start + BLOCK])
    mask = valid if len(of_width) == len(source) else np.zeros(len(source), bool)
    mask[of_width] = valid
    return mask, _large_x(source)


def swept_persons(source: Texts) -> tuple[Mask, Any]:
    """`clean_persons`, and once more over what it left with the commonest dirt at the ends trimmed away."""
    clean, upper = clean_persons(source)
    dirty = np.flatnonzero(~clean)
    if len(dirty) <= MANY:
        return clean, upper
    trimmed = pc.utf8_trim(source.array.take(pa.array(dirty)), characters=_DIRT)
    mended, again = clean_persons(texts(trimmed))
    upper = pc.replace_with_mask(upper, pa.array(~clean), again)
    clean[dirty] = mended
    return clean, upper


def _valid(rows: Bytes) -> Mask:
    """Valid ids among (n, 18) bytes: digits, province, day of birth, no 000 at the end, check character."""
    digits: Bytes = np.ascontiguousarray(rows.T) - np.uint8(48)
    last = digits[17] + np.uint8(48)
    last = np.where(last == 0x78, np.uint8(0x58), last)
    ok: Mask = np.all(digits[:17] <= 9, axis=0)
    total = np.zeros(digits.shape[1], np.uint16)
    for weight, digit in zip(_WEIGHTS, digits[:17], strict=True):
        total += digit * weight
    ok &= _CHECK[total % np.uint16(11)] == last
    ok &= (digits[15] | digits[16]).astype(bool) | (last != 48)
    ok &= _PROVINCE[digits[0].astype(np.uint16) * np.uint16(256) + digits[1]]
    ok &= real_days(_number(digits[6:10]), _number(digits[10:12]), _number(digits[12:14]))
    return ok


def real_days(year: NDArray[np.uint16], month: NDArray[np.uint16], day: NDArray[np.uint16]) -> Mask:
    """Which (year, month, day) are days of the calendar between 1850 and 2100; numbers may be nonsense."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    length = _MONTH_DAYS[np.minimum(month, 99)] + (leap & (month == 2))
    valid: Mask = (day >= 1) & (day <= length) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    return valid


def _number(digits: Bytes) -> NDArray[np.uint16]:
    value: NDArray[np.uint16] = digits[0].astype(np.uint16)
    for digit in digits[1:]:
        value = value * np.uint16(10) + digit
    return value


def _large_x(source: Texts) -> Any:
    """The same array with a small x at the end of 18-byte cells written large."""
    small = np.flatnonzero((source.lengths == 18) & (source.byte(-1) == 0x78))
    if not len(small):
        return source.array
    data = source.data.copy()
    data[source.starts[small] + 17] = 0x58
    buffers = source.array.buffers()
    return pa.Array.from_buffers(
        pa.string(), len(source), [None, buffers[1], pa.py_buffer(data)], offset=source.array.offset
    )
