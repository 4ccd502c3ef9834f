"""A sealed store that the benchmark `intake` made: its records, its datasets, a connection that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from bench.contenders.clock import SPILL, Arguments
from mingcha.engine.rules.duck import connect
from mingcha.engine.running.tables import Dataset, datasets_of
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord
from mingcha.engine.understanding.spec import DatasetSpec

SECRET = Secret(bytes(range(32)))  # the people are invented: nothing here is worth a key


def as_of(arguments: Arguments) -> date:
    """The date of the run."""
    return date.fromisoformat(arguments["as_of"])


def open_store(arguments: Arguments, specs: Mapping[str, DatasetSpec]) -> tuple[Layout, dict[str, Dataset]]:
    """The layout of the store and the datasets in it."""
    layout = Layout(Path(arguments["store"]))
    records = [layout.load_record(digest) for digest in arguments["digests"]]
    return layout, datasets_of([r for r in records if isinstance(r, FileRecord)], specs)


def engine(arguments: Arguments) -> duckdb.DuckDBPyConnection:
    """The product's own connection, bounded as the product bounds it."""
    spill = Path(arguments["out"]) / SPILL
    return connect(SECRET, threads=arguments["threads"], memory_bytes=arguments["memory"], scratch=spill)
