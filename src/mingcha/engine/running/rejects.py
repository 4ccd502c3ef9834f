"""Refused rows and cells of a run, for the department that has to mend them and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.engine.normalise import NOTES
from mingcha.engine.running.model import QUARANTINE_SCHEMA, RejectedBlock, RejectedCell
from mingcha.engine.sealing.files import SealedReader
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord, Version
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.masking import MASKS

#: Reasons that say something about a cell whose value was kept; nothing to send back.
KEPT = frozenset(NOTES)


def quarantine_table(
    records: Iterable[FileRecord], layout: Layout, secret: Secret, specs: dict[str, DatasetSpec]
) -> Any:
    """Every refused cell as QUARANTINE_SCHEMA, identifiers masked."""
    tables = [_masked(v, t, specs[v.dataset]) for v, t in _problems(records, layout, secret)]
    return pa.concat_tables(tables) if tables else QUARANTINE_SCHEMA.empty_table()


def rejected_blocks(records: Iterable[FileRecord], layout: Layout, secret: Secret) -> Iterator[RejectedBlock]:
    """The department's own rows, one block per version, rows in the order of the file."""
    for version, table in _problems(records, layout, secret):
        yield RejectedBlock(version.origin, version.dataset, version.headers, tuple(_rows(version, table)))


def _problems(records: Iterable[FileRecord], layout: Layout, secret: Secret) -> Iterator[tuple[Version, Any]]:
    for record in records:
        for version in record.versions:
            if not version.problems:
                continue
            with SealedReader(layout.problems(version.id), secret) as reader:
                table = pq.read_table(pa.PythonFile(reader, mode="r"))
            table = table.filter(pa.compute.invert(pa.compute.is_in(table["reason"], pa.array(sorted(KEPT)))))
            if table.num_rows:
                yield version, table.sort_by("row")


def _masked(version: Version, table: Any, spec: DatasetSpec) -> Any:
    columns = table.column("column").to_pylist()
    values = table.column("value").to_pylist()
    shown = [_mask(spec, c, v or "") for c, v in zip(columns, values, strict=True)]
    count = table.num_rows
    return pa.table(
        [
            pa.array([version.origin.file] * count, pa.string()),
            pa.array([version.origin.sheet] * count, pa.string()),
            table.column("row"),
            table.column("header"),
            table.column("reason"),
            pa.array(shown, pa.string()),
            table.column("fatal"),
        ],
        schema=QUARANTINE_SCHEMA,
    )


def _mask(spec: DatasetSpec, column: str, value: str) -> str:
    """A damaged identifier is masked like a whole one; names too, since swapped cells hold them."""
    kind = spec.columns[column].type if column in spec.columns else ""
    return MASKS[kind](value) if kind in MASKS else value


def _rows(version: Version, table: Any) -> Iterator[tuple[int, tuple[str, ...], tuple[RejectedCell, ...]]]:
    position = {header: index for index, header in reversed(list(enumerate(version.headers)))}
    numbers = np.asarray(table.column("row"))
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], len(numbers)], strict=True):
        part = table.slice(int(start), int(end - start)).to_pylist()
        cells = tuple(RejectedCell(position.get(p["header"], -1), p["reason"], p["hint"] or "") for p in part)
        yield int(numbers[start]), tuple(part[0]["cells"]), cells
