"""What normalisation hands on: typed columns with keys, sealed plain identifiers, problems."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

OK, QUARANTINED = 0, 1


@dataclass(frozen=True)
class Normalised:
    """
    One batch after normalisation. All three have the same rows in the same order, `problems` excepted.

    `table`: `_row` int64, `_county` int32, `_verdict` uint8, then every column of the dataset spec in its stored type
    (identifiers as keyed int64; null where the file has nothing).
    `sealed`: `_row` and, for each identifier column, the plain normalised text.
    `problems`: row int64 (physical), column (canonical), header (as in the file), reason, value (raw text),
    fatal bool (the row is quarantined; otherwise the cell was emptied, or kept with a remark when the reason is one of
    `reasons.NOTES`), hint (a *possible* value or "").
    """

    table: pa.RecordBatch
    sealed: pa.RecordBatch
    problems: pa.RecordBatch


PROBLEM_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.string()),
        ("header", pa.string()),
        ("reason", pa.string()),
        ("value", pa.string()),
        ("fatal", pa.bool_()),
        ("hint", pa.string()),
    ]
)
