"""Unified social credit codes by the million, decided on bytes (GB 32100-2015)."""

from __future__ import annotations

import numpy as np

from mingcha.engine.normalise.cells import Bytes, Mask, Texts
from mingcha.engine.normalise.persons import BLOCK
from mingcha.kernel.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS

_BAD = 255
_VALUE = np.full(256, _BAD, np.uint8)
_VALUE[np.frombuffer(CREDIT_ALPHABET.encode(), np.uint8)] = np.arange(31, dtype=np.uint8)
_WEIGHTS = np.array((*CREDIT_WEIGHTS, 1), np.uint16)  # check character included: the whole is 0 modulo 31


def clean_credit_codes(source: Texts) -> Mask:
    """Cells that are valid 18-character codes in capitals as they stand; the others are for the scalar reader."""
    of_width = np.flatnonzero(source.lengths == 18)
    rows = source.rows(of_width, 18)
    valid = np.empty(len(rows), bool)
    for start in range(0, len(rows), BLOCK):
        valid[start : start + BLOCK] = _valid(rows[start : start + BLOCK])
    mask = np.zeros(len(source), bool)
    mask[of_width] = valid
    return mask


def _valid(rows: Bytes) -> Mask:
    values = _VALUE[np.ascontiguousarray(rows.T)]
    total = np.zeros(values.shape[1], np.uint16)
    for weight, value in zip(_WEIGHTS, values, strict=True):
        total += value * weight
    truncated = (rows[:, 15:] == 48).all(axis=1)  # possibly the trace of a spreadsheet; the scalar reader decides
    valid: Mask = (values != _BAD).all(axis=0) & (total % np.uint16(31) == 0) & ~truncated
    return valid
