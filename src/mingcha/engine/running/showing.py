"""Functions that finishing needs in the engine: masking and the text of a pseudonym."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.masking import MASKS


def install(connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
    """Defines `mask_text(kind, value)` and `pseudonym_text(key)`."""
    connection.create_function("mask_text", _mask, ["VARCHAR", "VARCHAR"], "VARCHAR", type="arrow")
    connection.create_function("pseudonym_text", _hex, ["BIGINT"], "VARCHAR", type="arrow")


def _mask(kinds: Any, values: Any) -> Any:
    kind = kinds[0].as_py() if len(kinds) else ""
    mask = MASKS.get(kind, str)
    return pa.array([None if v is None else mask(v) for v in values.to_pylist()], pa.string())


def _hex(values: Any) -> Any:
    """Sixteen hex digits: shorter to read than a signed number, and never mistaken for an identifier."""
    numbers = np.asarray(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values)
    return pa.array([f"{n:016x}" for n in numbers.astype(np.int64).view(np.uint64).tolist()], pa.string())
