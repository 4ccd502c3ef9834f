"""Random identifiers, whole and damaged, by the million."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from bench.identifiers import credit_codes, person_ids
from numpy.typing import NDArray

WAYS = 10


def mutated_persons(count: int, seed: int) -> Any:
    """`count` texts: valid ids and, in equal shares, nine ways of damage."""
    return _mutated(person_ids(count, seed), seed, b"0123456789X")


def mutated_codes(count: int, seed: int) -> Any:
    """The same for credit codes."""
    return _mutated(credit_codes(count, seed), seed, b"0123456789ABCDEFGHJKLMNPQRTUWXY")


def _mutated(array: Any, seed: int, alphabet: bytes) -> Any:
    count, rng = len(array), np.random.default_rng(seed + 1)
    rows = np.frombuffer(array.buffers()[2], np.uint8).reshape(count, 18).copy()
    letters = np.frombuffer(alphabet, np.uint8)
    way = rng.integers(0, WAYS, count)
    _change(rows, np.flatnonzero(way == 1), rng, letters, 18)  # one character anywhere
    _change(rows, np.flatnonzero(way == 2), rng, letters[:10], 17)  # one digit before the check
    _swap(rows, np.flatnonzero(way == 3), rng)
    rows[way == 4] = letters[rng.integers(0, len(letters), ((way == 4).sum(), 18))]
    rows[way == 5] = letters[rng.integers(0, 10, ((way == 5).sum(), 18))]
    rows[way == 6, 15:] = ord("0")
    rows[way == 7, 17] |= 0x20  # a small letter, or a control sign of a digit
    _change(rows, np.flatnonzero(way == 8), rng, np.frombuffer(b"OIZS -+.xE", np.uint8), 18)
    texts = pa.array(rows.view("S18").ravel().astype(str), pa.string())
    cut = [
        text[: 3 + i % 15] if i % 2 else text + text[i % 18]
        for i, text in enumerate(texts.filter(way == 9).to_pylist())
    ]
    return pa.compute.replace_with_mask(texts, pa.array(way == 9), pa.array(cut, pa.string()))


def _change(rows: Any, chosen: Any, rng: np.random.Generator, letters: NDArray[np.uint8], width: int) -> None:
    rows[chosen, rng.integers(0, width, len(chosen))] = letters[rng.integers(0, len(letters), len(chosen))]


def _swap(rows: Any, chosen: Any, rng: np.random.Generator) -> None:
    """Two neighbouring characters change places."""
    at = rng.integers(0, 17, len(chosen))
    rows[chosen, at], rows[chosen, at + 1] = rows[chosen, at + 1], rows[chosen, at].copy()
