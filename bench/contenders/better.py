"""The best SQL we know for the five rules over plain Parquet: the statements of `keyed`, on text identifiers."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.sql import answer, connect

VIEWS = {
    "payment": (
        "payments",
        "{clean}(id_no) AS person, programme AS fund, month AS period_from, pay_date AS paid_on, amount, account",
    ),
    "death": ("deaths", "{clean}(id_no) AS person, death_date AS died_on"),
    "vehicle": ("vehicles", "{clean}(owner_id) AS owner, value AS price"),
    "real_estate": ("properties", "{clean}(owner_id) AS owner, usage"),
    "public_official": ("officials", "{clean}(id_no) AS person, org AS unit"),
    "company": (
        "companies",
        "uscc AS company, {clean}(legal_rep_id) AS legal_rep,"
        " CASE WHEN status = '存续' THEN 'active' ELSE status END AS status",
    ),
}


def selection(folder: Path, name: str, clean: str = "clean") -> str:
    """A table of the store, from the plain copies."""
    source, columns = VIEWS[name]
    return f"SELECT {columns.format(clean=clean)} FROM '{folder / source}.parquet'"


def run(arguments: Arguments) -> None:
    """Answers in text identifiers."""
    clock = Clock(arguments)
    connection = connect(arguments)
    connection.execute("CREATE MACRO clean(text) AS upper(replace(text, ' ', ''))")
    for name in VIEWS:
        connection.execute(f"CREATE VIEW {name} AS {selection(Path(arguments['copies']), name)}")
    answer(connection, clock, arguments, "best")
    clock.save()


if __name__ == "__main__":
    main(run)
