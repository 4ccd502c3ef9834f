"""DuckDB as a match engine: an in-memory connection with our functions, bounded memory, sealed files."""

from __future__ import annotations

from pathlib import Path

import duckdb

from mingcha.engine.rules.functions import install
from mingcha.engine.sealing.files import SealedFileSystem
from mingcha.engine.sealing.secret import Secret


def connect(
    secret: Secret | None = None,
    *,
    threads: int = 2,
    memory_bytes: int | None = None,
    scratch: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """
    A fresh in-memory DuckDB. `memory_bytes` bounds its buffers; what does not fit spills to `scratch`, or fails
    without one. What is spilled is plain: DuckDB seals it only with an extension that has to be fetched, so
    `scratch` is a folder of `spilling`, the owner's alone and gone with the run.

    Extensions are neither fetched nor loaded: everything runs without a network.
    """
    connection = duckdb.connect(
        config={
            "threads": str(threads),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            **({"memory_limit": f"{memory_bytes // 1_000_000}MB"} if memory_bytes else {}),
            # Left alone it would spill in plain beside wherever the command was started.
            "temp_directory": str(scratch) if scratch else "",
        }
    )
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_external_file_cache = false")
    if secret is not None:
        connection.register_filesystem(SealedFileSystem(secret))
    install(connection)
    return connection


def quoted(name: str) -> str:
    """A column name as SQL identifier; `at` and other words of the language are column names too."""
    return '"' + name.replace('"', '""') + '"'
