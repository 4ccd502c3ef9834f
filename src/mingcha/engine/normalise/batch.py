"""One batch of body rows as typed columns: the way from text to keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mingcha.engine.normalise.areas import counties
from mingcha.engine.normalise.cells import NO_FLAWS, Column, Flaws, texts
from mingcha.engine.normalise.columns import constant_column, read_column
from mingcha.engine.normalise.model import Normalised
from mingcha.engine.normalise.problems import Problems
from mingcha.engine.normalise.stored import IDENTIFIERS, sealed_schema, stored_fields, stored_schema
from mingcha.engine.normalise.swaps import turn_back
from mingcha.engine.reading.model import ROW
from mingcha.engine.understanding.model import ColumnMatch, Mapping
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec

if TYPE_CHECKING:
    from mingcha.engine.sealing.keys import Keys


def normalise(batch: Any, *, mapping: Mapping, spec: DatasetSpec, keys: Keys, source: int) -> Normalised:
    """
    The rows of `batch` (`row` int64 and c0..cN string, body rows only) as canonical columns of `spec`.

    `source` is the 31-bit number of the version; `_row` is `source << 32 | row`. Every row comes back, in order; the
    verdict says whether it may be used. Raises ValueError for a source that does not fit 31 bits.
    """
    if not 0 <= source < 1 << 31:
        raise ValueError(f"source {source} does not fit 31 bits")
    raw = {m.column: batch.column(f"c{m.index}") for m in mapping.columns if m.column in spec.columns}
    cells = dict(raw)
    problems = Problems(batch.column(ROW))
    for name, rows in turn_back(cells, mapping, spec).items():
        problems.add(name, _header(mapping.match(name)), "SWAPPED", rows, raw[name])
    columns = {c.name: _column(c, cells, mapping, keys, batch.num_rows) for c in spec.columns.values()}
    for name, column in columns.items():
        problems.add_flaws(spec.columns[name], _header(mapping.match(name)), raw.get(name), column)
    rows = _row_numbers(batch.column(ROW), source)
    return Normalised(_table(rows, columns, mapping, spec, problems), _sealed(rows, columns, spec), problems.batch())


def _column(column: ColumnSpec, cells: dict[str, Any], mapping: Mapping, keys: Keys, rows: int) -> Column:
    """From its source column, else from a constant of the mapping, else empty."""
    match = mapping.match(column.name)
    if match is not None:
        return read_column(texts(cells[column.name]), column, _unit(match, column, mapping), keys)
    constant = next((c.value for c in mapping.constants if c.column == column.name), None)
    if constant is not None:
        return constant_column(constant, rows, column, keys)
    return _absent(column, rows)


def _absent(column: ColumnSpec, rows: int) -> Column:
    arrays = tuple(pa.nulls(rows, field.type) for field in stored_fields(column))
    every = np.arange(rows, dtype=np.int64)
    flaws = Flaws(every, np.zeros(rows, np.int64), (("MISSING", ""),)) if column.required else NO_FLAWS
    return Column(arrays, flaws, pa.nulls(rows, pa.string()) if column.type in IDENTIFIERS else None)


def _unit(match: ColumnMatch, column: ColumnSpec, mapping: Mapping) -> str:
    """The unit of the header goes before the one of the sheet."""
    return match.unit or {"money": mapping.unit_money, "mu": mapping.unit_area}.get(column.type, "")


def _header(match: ColumnMatch | None) -> str:
    return match.header if match else ""


def _row_numbers(rows: Any, source: int) -> Any:
    return pa.array(np.asarray(rows, np.int64) | np.int64(source << 32))


def _table(rows: Any, columns: dict[str, Column], mapping: Mapping, spec: DatasetSpec, problems: Problems) -> Any:
    area = next((n for n, c in spec.columns.items() if c.type == "area" and mapping.match(n)), None)
    codes = columns[area].arrays[0] if area else pa.nulls(len(rows), pa.int64())
    county = counties(codes, mapping.county)
    stored = [array for column in columns.values() for array in column.arrays]
    return pa.record_batch([rows, county, problems.verdicts(), *stored], schema=stored_schema(spec))


def _sealed(rows: Any, columns: dict[str, Column], spec: DatasetSpec) -> Any:
    plain = [columns[c.name].plain for c in spec.columns.values() if c.type in IDENTIFIERS]
    return pa.record_batch([rows, *plain], schema=sealed_schema(spec))
