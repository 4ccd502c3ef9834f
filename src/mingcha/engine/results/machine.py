"""The machine form: Parquet files whose columns are a contract."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.engine.results.writing import replacing
from mingcha.engine.running.model import FINDINGS_SCHEMA, QUARANTINE_SCHEMA


def write_parquet(path: Path, findings: pa.Table) -> None:
    """`findings.parquet`: the findings with exactly the columns of the contract."""
    _write(path, findings, FINDINGS_SCHEMA)


def write_quarantine_parquet(path: Path, table: pa.Table) -> None:
    """`quarantine.parquet`: what was set aside, values masked."""
    _write(path, table, QUARANTINE_SCHEMA)


def _write(path: Path, table: pa.Table, schema: pa.Schema) -> None:
    if not table.schema.equals(schema):
        # A wrong schema is a defect of the caller, never something the user can mend.
        raise TypeError(f"{path.name}: columns are {table.schema.names}, expected {schema.names} with their types")
    with replacing(path) as draft:
        pq.write_table(table, draft, compression="zstd")
