"""The five rules as SQL files, run one after the other in a DuckDB connection, each answer written as Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bench.contenders.clock import RULES, Arguments, Clock

FOLDER = Path(__file__).resolve().parents[1] / "sql"


def connect(arguments: Arguments) -> duckdb.DuckDBPyConnection:
    """A DuckDB as an analyst opens it, with its own default for memory."""
    connection = duckdb.connect(config={"threads": str(arguments["threads"])})
    connection.execute("SET preserve_insertion_order = false")
    return connection


def answer(connection: duckdb.DuckDBPyConnection, clock: Clock, arguments: Arguments, kind: str) -> None:
    """Runs the statements of `sql/<kind>/` and writes `R1.parquet` … `R5.parquet`."""
    for rule in RULES:
        sql = (FOLDER / kind / f"{rule}.sql").read_text(encoding="utf-8")
        target = Path(arguments["out"]) / f"{rule}.parquet"
        with clock.step(rule):
            connection.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet)")
