"""Valid, unique identifiers as arrays: resident ids, credit codes, accounts, plates, phones. All invented."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_THREE = np.array([[48 + n // 100, 48 + n // 10 % 10, 48 + n % 10] for n in range(1000)], dtype=np.uint8)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_USCC = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_BYTES = np.frombuffer(_USCC, dtype=np.uint8)
_PLATE = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", dtype=np.uint8)
_PER_DAY = 490  # people of one sex born on one day in one county: sequence numbers 001-999 by parity, none ending in 00


def digits(values: Ints, width: int) -> Bytes:
    """(n, width) ASCII digits of non-negative numbers, zero-filled."""
    padded = -(-width // 3) * 3
    out = np.empty((len(values), padded), dtype=np.uint8)
    rest = values
    for column in range(padded - 3, -1, -3):
        rest, part = np.divmod(rest, 1000)
        out[:, column : column + 3] = _THREE[part]
    return out[:, padded - width :]


def strings(matrix: Bytes) -> Any:
    """A pyarrow string array whose values all have the width of `matrix`."""
    rows, width = matrix.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * width
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix)))


def dates(days: NDArray[np.int32]) -> Ints:
    """Days since 1970 → YYYYMMDD."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    months = month.astype(np.int64)
    number = (1970 + months // 12) * 10000 + (months % 12 + 1) * 100 + (day - month).astype(np.int64) + 1
    return np.asarray(number, dtype=np.int64)


def unique_id17(area: Ints, birth: NDArray[np.int32], male: NDArray[np.bool_]) -> Ints:
    """The first 17 digits of resident ids, unique over all rows: sequences count up within county, day and sex."""
    key = (area * 100_000 + (birth.astype(np.int64) + 40_000)) * 2 + male
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    rank = np.arange(len(key), dtype=np.int64) - np.repeat(first, np.diff(np.r_[first, len(key)]))
    if rank.max(initial=0) >= _PER_DAY:
        raise ValueError("too many people born in one county on one day: resident ids would repeat")
    slot = (rank + ordered * 137) % _PER_DAY  # start somewhere else in each group, so that numbers look random
    slot += slot // 49 + 1  # skip multiples of 50: an id ending in 000 looks like one a spreadsheet has cut
    sequence = np.empty(len(key), dtype=np.int64)
    sequence[order] = slot * 2 + male[order]
    return area * 10**11 + dates(birth) * 1000 + sequence


def id18_matrix(id17: Ints) -> Bytes:
    """(n, 18) ASCII of whole resident ids, the check character computed."""
    out = np.empty((len(id17), 18), dtype=np.uint8)
    out[:, :17] = digits(id17, 17)
    total = np.zeros(len(id17), dtype=np.int16)
    for column, weight in enumerate(_WEIGHTS):
        total += (out[:, column].astype(np.int16) - 48) * weight
    out[:, 17] = _CHECKS[total % 11]
    return out


def id18_strings(id17: Ints) -> Any:
    """pyarrow strings of resident ids."""
    return strings(id18_matrix(id17))


def uscc_matrix(area: Ints, number: Ints, kind: bytes = b"91") -> Bytes:
    """(n, 18) ASCII of credit codes: kind, county, organisation code `MA` + base-31 number, two checks."""
    out = np.empty((len(number), 18), dtype=np.uint8)
    out[:, 0], out[:, 1] = kind[0], kind[1]
    out[:, 2:8] = digits(area, 6)
    out[:, 8], out[:, 9] = ord("M"), ord("A")
    rest = (number * 48_271 * 17 + 104_729) % 31**6  # a bijection: neighbours look unrelated, none repeats
    for column in range(15, 9, -1):
        rest, part = np.divmod(rest, 31)
        out[:, column] = _USCC_BYTES[part]
    out[:, 16] = _organisation_check(out[:, 8:16])
    out[:, 17] = _credit_check(out[:, :17])
    return out


def _organisation_check(body: Bytes) -> Bytes:
    """Check character of the nine-character organisation code (GB 11714)."""
    value = np.where(body < 58, body.astype(np.int64) - 48, body.astype(np.int64) - 55)
    left = (11 - (value * np.array((3, 7, 9, 10, 5, 8, 4, 2))).sum(axis=1) % 11) % 11
    return np.where(left == 10, ord("X"), left + 48).astype(np.uint8)


def _credit_check(body: Bytes) -> Bytes:
    """Check character of a credit code (GB 32100): weights are powers of three modulo 31."""
    index = np.zeros(128, dtype=np.int64)
    index[_USCC_BYTES] = np.arange(31)
    weights = np.array([pow(3, i, 31) for i in range(17)])
    return np.asarray(_USCC_BYTES[(31 - (index[body] * weights).sum(axis=1) % 31) % 31], dtype=np.uint8)


def accounts(number: Ints) -> Ints:
    """19-digit one-card accounts, one for each number below nine thousand million; none ends in 0, as if cut short."""
    front, last = np.divmod((number * 7_368_787 + 3) % (9 * 10**9), 9)
    return np.asarray(6_213_370_000_000_000_001 + 10_000_000_000 * (number % 7) + front * 10 + last, dtype=np.int64)


def plates_matrix(number: Ints) -> Bytes:
    """(n, 9) UTF-8 bytes of plates 湘D and five characters, unique for numbers below 13 million."""
    out = np.empty((len(number), 9), dtype=np.uint8)
    out[:, :3] = np.frombuffer("湘".encode(), dtype=np.uint8)
    out[:, 3] = ord("D")
    rest, last = np.divmod((number * 1_580_033 + 9_173) % (34**4 * 10), 10)
    out[:, 8] = last + 48
    for column in range(7, 3, -1):
        rest, part = np.divmod(rest, 34)
        out[:, column] = _PLATE[part]
    return out
