"""Loads dataset versions as the canonical tables that rules read: quarantined rows and repeats left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from mingcha.engine.normalise import empty_table, stored_schema
from mingcha.engine.rules.duck import quoted
from mingcha.engine.sealing.files import SealedFileSystem
from mingcha.engine.store.layout import Layout, replacing
from mingcha.engine.store.model import FileRecord, Version
from mingcha.engine.understanding.spec import DatasetSpec

#: Up to so many rows a dataset is copied into memory; larger ones stay sealed Parquet read column by column.
IN_MEMORY_ROWS = 1_000_000


@dataclass(frozen=True)
class Dataset:
    """All versions of one dataset in a run. `digest` changes when any of them does."""

    spec: DatasetSpec
    versions: tuple[Version, ...]

    @property
    def digest(self) -> str:
        """Names the content: the hash of the version ids."""
        text = "\n".join(sorted(v.id for v in self.versions))
        return hashlib.sha256(f"{self.spec.digest()}\n{text}".encode()).hexdigest()[:32]

    @property
    def columns(self) -> frozenset[str]:
        """Spec columns that at least one version has, in a column of its own or said by title or file name."""
        own = (c.column for v in self.versions for c in v.quality.columns)
        said = (text.partition("=")[0] for v in self.versions for text in v.quality.constants)
        return frozenset((*own, *said))

    @property
    def rows(self) -> int:
        """Normalised rows, repeats included."""
        return sum(v.quality.counts.normalised for v in self.versions)


def datasets_of(records: Iterable[FileRecord], specs: Mapping[str, DatasetSpec]) -> dict[str, Dataset]:
    """The datasets that the files of a run hold, each with its versions."""
    found: dict[str, list[Version]] = {}
    for record in records:
        for version in record.versions:
            found.setdefault(version.dataset, []).append(version)
    return {name: Dataset(specs[name], tuple(versions)) for name, versions in sorted(found.items())}


class Tables:
    """The canonical tables of a run in one DuckDB connection. `repeats` counts repeated rows per version source."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, layout: Layout, datasets: Mapping[str, Dataset]) -> None:
        self.connection, self.layout, self.datasets = connection, layout, datasets
        self.repeats: dict[int, int] = {}
        self._loaded: set[str] = set()

    def load(self, name: str, spec: DatasetSpec) -> None:
        """Makes the table `name` available; an empty one when the run has no such dataset."""
        if name in self._loaded:
            return
        self._loaded.add(name)
        dataset = self.datasets.get(name)
        if dataset is None:
            self.connection.register(f"empty_{name}", empty_table(spec))
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * EXCLUDE (_verdict) FROM empty_{name}")
            return
        self._load_repeats(name, dataset)
        kind = "TABLE" if dataset.rows <= IN_MEMORY_ROWS else "VIEW"
        self.connection.execute(
            f"CREATE {kind} {name} AS SELECT * EXCLUDE (_verdict, _extra) FROM {self.scan(dataset.versions)}"
            f" WHERE _verdict = 0" + (f" AND _row NOT IN (SELECT _row FROM repeat_{name})" if self._has(name) else "")
        )

    def scan(self, versions: Iterable[Version], part: str = "keys") -> str:
        """SQL that reads the `keys` or `sealed` files of versions."""
        paths = (getattr(self.layout, part)(v.id) for v in versions)
        return "read_parquet([" + ", ".join(f"'{SealedFileSystem.url(p)}'" for p in paths) + "])"

    def _has(self, name: str) -> bool:
        (count,) = _one(self.connection.execute(f"SELECT count(*) FROM repeat_{name}"))
        return bool(count)

    def _load_repeats(self, name: str, dataset: Dataset) -> None:
        """Table `repeat_<name>`: rows equal in every column to an earlier row; computed once per content."""
        path = self.layout.cached("repeats", dataset.digest)
        if not path.exists():
            with replacing(path) as temporary:
                self.connection.execute(
                    f"COPY ({self._repeats_sql(dataset)}) TO '{SealedFileSystem.url(temporary)}'"
                    " (FORMAT parquet, USE_TMP_FILE false)"
                )
        url = SealedFileSystem.url(path)
        self.connection.execute(f"CREATE TABLE repeat_{name} AS SELECT _row FROM read_parquet('{url}')")
        counted = self.connection.execute(f"SELECT _row >> 32, count(*) FROM repeat_{name} GROUP BY 1")
        self.repeats |= dict(counted.fetchall())

    def _repeats_sql(self, dataset: Dataset) -> str:
        # Hashing first keeps the comparison of whole rows to the few that may be equal.
        columns = [n for n in stored_schema(dataset.spec).names if n not in ("_row", "_county", "_verdict")]
        listed = ", ".join(quoted(c) for c in [*columns, "_extra"])
        scan = self.scan(dataset.versions)
        return f"""
            WITH hashed AS (SELECT _row, hash({listed}) AS h FROM {scan} WHERE _verdict = 0),
            suspect AS (SELECT h FROM hashed GROUP BY h HAVING count(*) > 1),
            chosen AS (SELECT _row FROM hashed WHERE h IN (SELECT h FROM suspect)),
            placed AS (
              SELECT _row, row_number() OVER (PARTITION BY {listed} ORDER BY _row) AS place
              FROM {scan} WHERE _verdict = 0 AND _row IN (SELECT _row FROM chosen)
            )
            SELECT _row FROM placed WHERE place > 1
        """


def _one(result: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] = result.fetchone()
    return row
