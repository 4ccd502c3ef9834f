"""The five rules as an analyst writes them: SQL over plain Parquet, identifiers put right wherever they are used."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.copies import TABLES
from bench.contenders.sql import answer, connect


def run(arguments: Arguments) -> None:
    """Answers in text identifiers."""
    clock = Clock(arguments)
    connection = connect(arguments)
    for name in TABLES:
        connection.execute(f"CREATE VIEW {name} AS FROM '{Path(arguments['copies']) / name}.parquet'")
    answer(connection, clock, arguments, "plain")
    clock.save()


if __name__ == "__main__":
    main(run)
