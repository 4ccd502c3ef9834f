"""The best SQL for the five rules over one of the forms that `represent` made."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.better import VIEWS
from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.sql import answer, connect


def run(arguments: Arguments) -> None:
    """`form` is text or keys."""
    clock = Clock(arguments)
    connection = connect(arguments)
    for name in VIEWS:
        file = Path(arguments["forms"]) / arguments["form"] / f"{name}.parquet"
        connection.execute(f"CREATE VIEW {name} AS FROM '{file}'")
    answer(connection, clock, arguments, "best")
    clock.save()


if __name__ == "__main__":
    main(run)
