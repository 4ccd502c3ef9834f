"""Names by cohort, sex and family line."""

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mingcha.engine.city import name_tables as tables

Codes = NDArray[np.uint16]


@cache
def _characters() -> tuple[str, ...]:
    """All given-name characters; code 0 stands for no character."""
    every = tables.MALE_FIRST + tables.MALE_SECOND + tables.FEMALE_FIRST + tables.FEMALE_SECOND
    return ("", *sorted(set("".join(every))))


def surname_codes(count: int, rng: np.random.Generator) -> Codes:
    """Surnames drawn by frequency, falling off with rank as in Hunan."""
    weights = 1.0 / (np.arange(len(tables.SURNAMES)) + 4.0)
    return _draw(weights, count, rng)


def given_codes(
    birth_year: NDArray[np.int64], male: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Codes, Codes]:
    """Two characters for each person; the second is 0 for the one-character names fashionable from 1970 to 1995."""
    first = np.zeros(len(birth_year), dtype=np.uint16)
    second = np.zeros(len(birth_year), dtype=np.uint16)
    era = np.searchsorted(np.array(tables.ERAS), birth_year).clip(0, len(tables.ERAS) - 1)
    for number in range(len(tables.ERAS)):
        for is_male in (True, False):
            rows = np.flatnonzero((era == number) & (male == is_male))
            one, two = (
                (tables.MALE_FIRST, tables.MALE_SECOND) if is_male else (tables.FEMALE_FIRST, tables.FEMALE_SECOND)
            )
            first[rows] = _from_text(one[number], len(rows), rng)
            second[rows] = _from_text(two[number], len(rows), rng)
    single = rng.random(len(birth_year), dtype=np.float32) < np.where(
        (birth_year > 1969) & (birth_year < 1996), 0.3, 0.06
    )
    first[single], second[single] = second[single], 0
    return first, second


def _from_text(text: str, count: int, rng: np.random.Generator) -> Codes:
    """Characters of `text`, the earlier the likelier, as codes."""
    table = {character: code for code, character in enumerate(_characters())}
    codes = np.array([table[character] for character in text], dtype=np.uint16)
    return codes[_draw(1.0 / (np.arange(len(text)) + 3.0), count, rng)]


def _draw(weights: NDArray[np.floating[Any]], count: int, rng: np.random.Generator) -> Codes:
    """`count` indexes with the given weights, by inverse of a fine table (much faster than `choice`)."""
    table = np.repeat(np.arange(len(weights)), np.maximum(1, np.round(weights / weights.sum() * 4096)).astype(int))
    return table.astype(np.uint16)[rng.integers(0, len(table), count, dtype=np.int32)]


def full_names(surname: Codes, first: Codes, second: Codes) -> Any:
    """Whole names as a pyarrow string array."""
    characters = pa.array(_characters())
    parts = (
        pa.array(tables.SURNAMES).take(pa.array(surname)),
        characters.take(pa.array(first)),
        characters.take(pa.array(second)),
    )
    return pc.binary_join_element_wise(*parts, "")
