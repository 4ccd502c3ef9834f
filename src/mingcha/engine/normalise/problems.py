"""What was wrong, row by row, and which rows are set aside for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from mingcha.engine.normalise.cells import Column, Indices, Mask
from mingcha.engine.normalise.model import OK, PROBLEM_SCHEMA, QUARANTINED
from mingcha.engine.normalise.reasons import MISSING, NOTES
from mingcha.engine.understanding.spec import ColumnSpec


@dataclass
class Problems:
    """Problems of a batch of n rows as they are found. `rows` are the physical row numbers (int64, n)."""

    rows: Any
    fatal: Mask = field(init=False)
    parts: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fatal = np.zeros(len(self.rows), bool)

    def add_flaws(self, column: ColumnSpec, header: str, raw: Any, found: Column) -> None:
        """
        Flaws of a column: fatal where the column is required, notes excepted; what is missing where nothing is
        required is no problem.
        """
        for which, (reason, hint) in enumerate(found.flaws.kinds):
            fatal = column.required and reason not in NOTES
            if reason in MISSING and not fatal:
                continue
            at = found.flaws.rows[found.flaws.which == which]
            self.add(column.name, header, reason, at, raw, fatal=fatal, hint=hint)

    def add(
        self, column: str, header: str, reason: str, at: Indices, raw: Any, *, fatal: bool = False, hint: str = ""
    ) -> None:
        """One reason for the rows `at` (positions in the batch); `raw` is the column as in the file, or None."""
        self.fatal[at] |= fatal
        taken = pa.array(at)
        values = pa.array([""] * len(at), pa.string()) if raw is None else raw.take(taken)
        self.parts.append(
            pa.record_batch(
                [self.rows.take(taken), _same(column, at), _same(header, at), _same(reason, at), values,
                 pa.array(np.full(len(at), fatal)), _same(hint, at)],
                schema=PROBLEM_SCHEMA,
            )
        )  # fmt: skip

    def batch(self) -> Any:
        """All problems in the order of rows."""
        if not self.parts:
            return _empty()
        table = pa.Table.from_batches(self.parts, PROBLEM_SCHEMA).combine_chunks()
        order = np.argsort(table["row"].to_numpy(), kind="stable")
        return table.take(pa.array(order)).combine_chunks().to_batches()[0]

    def verdicts(self) -> Any:
        """OK or QUARANTINED per row (uint8)."""
        return pa.array(np.where(self.fatal, QUARANTINED, OK).astype(np.uint8))


def _same(text: str, at: Indices) -> Any:
    return pa.repeat(pa.scalar(text, pa.string()), len(at))


def _empty() -> Any:
    return pa.record_batch([pa.array([], f.type) for f in PROBLEM_SCHEMA], schema=PROBLEM_SCHEMA)
