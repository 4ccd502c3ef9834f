"""The machine form: Parquet files whose columns are a contract."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.engine.results.writing import replacing
from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import FINDINGS_SCHEMA, QUARANTINE_SCHEMA


def write_parquet(path: Path, findings: Findings | pa.Table) -> None:
    """`findings.parquet`: the findings with exactly the columns of the contract."""
    if isinstance(findings, pa.Table):
        _check(path, findings, FINDINGS_SCHEMA)
    with replacing(path) as draft, pq.ParquetWriter(draft, FINDINGS_SCHEMA, compression="zstd") as parquet:
        for batch in Findings.of(findings).batches():
            parquet.write_batch(batch)


def write_quarantine_parquet(path: Path, table: pa.Table) -> None:
    """`quarantine.parquet`: what was set aside, values masked."""
    _check(path, table, QUARANTINE_SCHEMA)
    with replacing(path) as draft:
        pq.write_table(table, draft, compression="zstd")


def _check(path: Path, table: pa.Table, schema: pa.Schema) -> None:
    if not table.schema.equals(schema):
        # A wrong schema is a defect of the caller, never something the user can mend.
        raise TypeError(f"{path.name}: columns are {table.schema.names}, expected {schema.names} with their types")
