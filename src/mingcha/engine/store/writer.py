"""Writes one dataset version batch by batch: sealed Parquet for keys, identifiers, refused rows."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingcha.engine.normalise import PROBLEM_SCHEMA, Normalised, sealed_schema, stored_schema
from mingcha.engine.reading.model import ROW
from mingcha.engine.sealing.files import SealedWriter
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.store.layout import Layout, replacing
from mingcha.engine.understanding.model import Mapping
from mingcha.engine.understanding.spec import DatasetSpec

#: Headers of columns that merely count rows; two rows that differ only there are repeats.
SERIALS = frozenset(("序号", "编号", "行号", "序", "no", "no.", "id", "serial", "index", "#"))
#: Digest of the columns that no spec column claims, so that rows differing only there are not taken for repeats.
EXTRA = pa.field("_extra", pa.int64())
PROBLEMS = pa.schema([*PROBLEM_SCHEMA, ("cells", pa.list_(pa.string()))])
COMPRESSION_LEVEL = 1


class VersionWriter:
    """
    Collects the normalised batches of a version. Its files take their names only when the `with` block ends well, so
    a killed run leaves nothing half-written behind.
    """

    def __init__(
        self,
        layout: Layout,
        version: str,
        mapping: Mapping,
        headers: tuple[str, ...],
        spec: DatasetSpec,
        keys: Keys,
    ) -> None:
        used = {m.index for m in mapping.columns}
        serial = {i for i, header in enumerate(headers) if "".join(header.split()).lower() in SERIALS}
        self._known = used | serial
        self._paths = (layout.keys(version), layout.sealed(version), layout.problems(version))
        self._mapping, self._keys = mapping, keys
        self._schemas = (stored_schema(spec).append(EXTRA), sealed_schema(spec), PROBLEMS)
        self.normalised = self.quarantined = self.problem_count = 0
        self.reasons: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        self.invalid: Counter[str] = Counter()
        self.by_county: Counter[int] = Counter()

    def __enter__(self) -> VersionWriter:
        self._contexts = [replacing(path) for path in self._paths]
        self._sinks = [SealedWriter(c.__enter__(), self._keys.secret) for c in self._contexts]
        self._writers = [
            pq.ParquetWriter(sink, schema, **_encoding(schema))
            for sink, schema in zip(self._sinks, self._schemas, strict=True)
        ]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for writer, sink in zip(self._writers, self._sinks, strict=True):
            writer.close()
            sink.close()
        for context in self._contexts:
            context.__exit__(kind, error, at)

    def add(self, raw: Any, batch: Normalised) -> None:
        """One batch: `raw` are the body rows as read, `batch` what became of them."""
        self._writers[0].write_batch(batch.table.append_column(EXTRA, self._extra(raw)))
        self._writers[1].write_batch(batch.sealed)
        self._write_problems(raw, batch.problems)
        self._count(raw, batch)

    def _extra(self, raw: Any) -> Any:
        """One key over the cells that the mapping leaves out, serial numbers excepted; null when there are none."""
        rest = [n for n in raw.schema.names if n != ROW and int(n[1:]) not in self._known]
        rest = [n for n in rest if pc.any(pc.not_equal(raw.column(n), "")).as_py()]
        if not rest:
            return pa.nulls(raw.num_rows, pa.int64())
        joined = pc.binary_join_element_wise(*(raw.column(n) for n in rest), "\x1f")
        return self._keys.pseudonyms("extra", joined)

    def _write_problems(self, raw: Any, problems: Any) -> None:
        if problems.num_rows == 0:
            return
        numbers = np.asarray(raw.column(ROW))
        where = np.searchsorted(numbers, np.asarray(problems.column("row")))
        rows = raw.drop_columns([ROW]).take(pa.array(where))
        cells = pa.array([list(r) for r in zip(*(c.to_pylist() for c in rows.columns), strict=True)], PROBLEMS[-1].type)
        self._writers[2].write_batch(pa.record_batch([*problems.columns, cells], schema=PROBLEMS))

    def _count(self, raw: Any, batch: Normalised) -> None:
        bad = int(np.asarray(batch.table.column("_verdict")).sum())
        self.quarantined += bad
        self.normalised += batch.table.num_rows - bad
        self.problem_count += batch.problems.num_rows
        for match in self._mapping.columns:
            self.filled[match.column] += pc.sum(pc.not_equal(raw.column(f"c{match.index}"), "")).as_py() or 0
        for (column, reason), n in _pairs(batch.problems).items():
            self.reasons[reason] += n
            if reason not in ("SWAPPED", "MISSING", "MISSING_ID"):
                self.invalid[column] += n
        good = batch.table.filter(pc.equal(batch.table.column("_verdict"), 0))
        for entry in pc.value_counts(good.column("_county")).to_pylist():
            self.by_county[entry["values"] or 0] += entry["counts"]


def _pairs(problems: Any) -> Counter[tuple[str, str]]:
    columns = (problems.column("column").to_pylist(), problems.column("reason").to_pylist())
    return Counter(zip(*columns, strict=True))


def _encoding(schema: Any) -> dict[str, Any]:
    """
    Parquet options: pseudonyms look random, so neither a dictionary nor compression gains anything on them; words,
    months and dates repeat; row numbers count upward.
    """
    flat = [f.name for f in schema if not pa.types.is_list(f.type)]
    keys = {f.name for f in schema if pa.types.is_int64(f.type) and f.name not in ("_row", "row")}
    rows = [n for n in flat if n in ("_row", "row")]
    words = [f.name for f in schema if f.name in flat and f.name not in (*keys, *rows) and not _is_plain(schema, f)]
    return {
        "use_dictionary": words,
        "compression": {n: "NONE" if n in keys else "zstd" for n in _paths(schema)},
        "compression_level": {n: COMPRESSION_LEVEL for n in _paths(schema) if n not in keys},
        "column_encoding": dict.fromkeys(rows, "DELTA_BINARY_PACKED"),
    }


def _is_plain(schema: Any, field: Any) -> bool:
    """Whether a column of a sealed file holds identifiers, nearly all different."""
    return "_verdict" not in schema.names and pa.types.is_string(field.type) and "cells" not in schema.names


def _paths(schema: Any) -> list[str]:
    return [f"{f.name}.list.element" if pa.types.is_list(f.type) else f.name for f in schema]
