"""Columns of money, land, measures and counts: plain decimals in one cast, everything else once per distinct text."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise import amounts
from mingcha.engine.normalise.cells import Column, Scalar, Texts, by_distinct, byte_table, completed, texts

_NOT_DECIMAL = ~byte_table(range(0x30, 0x3A), 0x2E)
FEW = 4096  # cells below which distinct texts cost less than a cast


def money_column(source: Texts, unit: str) -> Column:
    """Fen."""
    shift = amounts.money_shift(unit)
    return _scaled(source, 2 + shift, partial(amounts.money, shift=shift))


def mu_column(source: Texts, unit: str) -> Column:
    """Ten-thousandths of a mu."""
    scalar = partial(amounts.mu, unit=amounts.area_unit(unit))
    if amounts.area_unit(unit) == "亩":
        return _scaled(source, 4, scalar)
    return by_distinct(source.array, scalar, (pa.int64(),))


def decimal_column(source: Texts) -> Column:
    """Ten-thousandths of the spec's unit."""
    return _scaled(source, 4, partial(amounts.decimal, digits=4))


def coord_column(source: Texts) -> Column:
    """Microdegrees."""
    column = _scaled(source, 6, partial(amounts.decimal, digits=6), limit=180 * 10**6)
    return Column((column.arrays[0].cast(pa.int32()),), column.flaws)


def count_column(source: Texts) -> Column:
    """Whole numbers of 32 bits."""
    return by_distinct(source.array, amounts.count, (pa.int32(),))


def _scaled(source: Texts, digits: int, scalar: Scalar, limit: int = 10**17 - 1) -> Column:
    """Integers of 10^-digits; cells of digits and a point are cast exactly, the rest go through `scalar`."""
    original, source = source, _without_thousands(source)
    clean = ~source.holding(_NOT_DECIMAL) & (source.byte(0) != 0x2E) & (source.byte(-1) != 0x2E)
    clean &= (source.lengths > 0) & (source.lengths < 18 - digits)
    if len(source) < FEW or np.count_nonzero(clean) < len(source) // 2:
        return by_distinct(original.array, scalar, (pa.int64(),))
    try:
        cast = pc.if_else(pa.array(clean), source.array, pa.scalar("0")).cast(pa.decimal128(18, digits))
    except pa.ArrowInvalid:  # two points in a cell, or more decimals than are stored
        return by_distinct(original.array, scalar, (pa.int64(),))
    values = np.frombuffer(cast.buffers()[1], np.int64)[cast.offset * 2 :: 2][: len(cast)]
    return completed(original, clean & (values <= limit), _array(values), scalar)


def _without_thousands(source: Texts) -> Texts:
    """Commas dropped from cells such as `1,234,567.00`; other cells as they are."""
    commas = np.flatnonzero(source.holding(byte_table(0x2C)))
    if len(source) < FEW or len(commas) < FEW // 8:
        return source
    with_commas = source.array.take(pa.array(commas))
    formed = pc.match_substring_regex(with_commas, r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")
    dropped = pc.if_else(formed, pc.replace_substring(with_commas, ",", ""), with_commas)
    mask = np.zeros(len(source), bool)
    mask[commas] = True
    return texts(pc.replace_with_mask(source.array, pa.array(mask), dropped))


def _array(values: Any) -> Any:
    return pa.array(np.ascontiguousarray(values), pa.int64())
