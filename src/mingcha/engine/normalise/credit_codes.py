"""Unified social credit codes by the million, decided on bytes (GB 32100-2015)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.normalise.cells import Bytes, Mask, Texts
from mingcha.engine.normalise.persons import BLOCK
from mingcha.kernel.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS

_BAD = 255


def _pair_table(second_weight: int, alphabet: str = CREDIT_ALPHABET) -> NDArray[np.uint8]:
    """For two characters read as one little-endian 16-bit number: value + second_weight × value, modulo 31, or 255."""
    value = np.full(256, -1)
    value[np.frombuffer(alphabet.encode(), np.uint8)] = np.arange(len(alphabet))
    second, first = value[:, None], value[None, :]
    table = np.where((first < 0) | (second < 0), _BAD, (first + second_weight * second) % 31)
    return table.astype(np.uint8).ravel()


#: Weights are powers of 3 modulo 31, so every pair weighs (1, 3) times the weight of its first character; only the
#: check character at the end weighs 1: 28 × 10 = 280 = 1 modulo 31. Characters 3 to 8, the area, are digits.
_PAIRS = [_pair_table(3), *[_pair_table(3, "0123456789")] * 3, *[_pair_table(3)] * 4, _pair_table(10)]
_WEIGHTS = np.array(CREDIT_WEIGHTS[::2], np.uint16)
_TWO_ZEROS = ord("0") * 257


def clean_credit_codes(source: Texts) -> Mask:
    """Cells that are valid 18-character codes in capitals as they stand; the others are for the scalar reader."""
    of_width = np.flatnonzero(source.lengths == 18)
    rows = source.rows(of_width, 18)
    valid = np.empty(len(rows), bool)
    for start in range(0, len(rows), BLOCK):
        valid[start : start + BLOCK] = _valid(rows[start : start + BLOCK])
    mask = valid if len(of_width) == len(source) else np.zeros(len(source), bool)
    mask[of_width] = valid
    return mask


def _valid(rows: Bytes) -> Mask:
    """Valid codes among (n, 18) bytes: alphabet and check; those that end in 00 are left to the scalar reader."""
    pairs = np.ascontiguousarray(rows.view("<u2").T)
    total = np.zeros(len(rows), np.uint16)
    known: Mask = pairs[8] != _TWO_ZEROS  # maybe digits that a spreadsheet lost
    for weight, table, pair in zip(_WEIGHTS, _PAIRS, pairs, strict=True):
        values = table[pair]
        known &= values != _BAD
        total += values * weight
    known &= total % np.uint16(31) == 0
    return known
