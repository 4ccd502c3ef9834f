"""
The rows behind the hits of all rules, fetched in one pass over the data.

Each row is read, masked and worded once, however many rules and hits point at it: table `line` holds what is said of
it, table `identifier` what it names, both as pseudonym and as plain text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from mingcha.engine.normalise import IDENTIFIERS, stored_fields
from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS
from mingcha.engine.running.showing import mask_sql
from mingcha.engine.running.tables import IN_MEMORY_ROWS, Dataset, Tables
from mingcha.engine.running.template import shown
from mingcha.engine.store.model import Version
from mingcha.engine.understanding.spec import ColumnSpec

#: Types whose shown text needs no escaping to stand in JSON: digits and signs, labels, identifiers that passed their
#: check. `ref` is not among them: it is any text.
_BARE = frozenset(
    ("money", "mu", "decimal", "coord", "date", "datetime", "month", "year", "int", "bool", "area", "period")
    + ("person_id", "party_id", "uscc", "account", "phone", "plate")
)


def make_tables(tables: Tables) -> None:
    """
    Empty tables `evidence`, `line`, `identifier`; table `origin` (_source, _rank, _head): the versions in the order in
    which evidence is listed, and how the JSON of their rows begins.
    """
    run = tables.connection.execute
    run("CREATE TEMP TABLE evidence (rule INTEGER, _hit BIGINT, _row BIGINT)")
    run(
        "CREATE TEMP TABLE line (_row BIGINT, place BIGINT, county INTEGER, area BIGINT, fund VARCHAR, month INTEGER,"
        " text VARCHAR, content UHUGEINT)"
    )
    run("CREATE TEMP TABLE identifier (_row BIGINT, type VARCHAR, pseudonym BIGINT, plain VARCHAR)")
    run("CREATE TABLE origin (_source BIGINT, _rank BIGINT, _head VARCHAR)")
    pairs = [(name, v) for name, dataset in tables.datasets.items() for v in dataset.versions]
    pairs.sort(key=lambda pair: (pair[0], pair[1].source))
    rows = [(v.source, rank, _head(name, v)) for rank, (name, v) in enumerate(pairs)]
    if rows:
        tables.connection.executemany("INSERT INTO origin VALUES (?, ?, ?)", rows)


def _head(dataset: str, version: Version) -> str:
    names = {"dataset": dataset, "file": version.origin.file, "sheet": version.origin.sheet}
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))[:-1]


def note_evidence(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Adds the evidence rows of `hit_<number>` to table `evidence`."""
    connection.execute(
        f"INSERT INTO evidence SELECT {number}, * FROM (SELECT DISTINCT _hit, unnest(evidence) FROM hit_{number})"
    )


def fetch_evidence(tables: Tables, *, masked: bool) -> None:
    """Fills `line` and `identifier` with every evidence row of every rule, once."""
    run = tables.connection.execute
    run("CREATE OR REPLACE TEMP TABLE wanted AS SELECT DISTINCT _row FROM evidence")
    sources = {source for (source,) in run("SELECT DISTINCT _row >> 32 FROM wanted").fetchall()}
    for dataset in tables.datasets.values():
        versions = [v for v in dataset.versions if v.source in sources]
        if versions:
            _fetch(tables, dataset, versions)
            run(f"INSERT INTO line {_lines_sql(dataset, masked=masked)}")
            for column in _delivered(dataset):
                if column.type in IDENTIFIERS:
                    run(f"INSERT INTO identifier {_identifiers_sql(column)}")
            run("DROP TABLE fetched")


def _fetch(tables: Tables, dataset: Dataset, versions: list[Version]) -> None:
    """
    Table `fetched`: the wanted rows of a dataset, their plain identifiers as `p_<column>`.

    Keys and sealed file are read for themselves and joined when they are small: in one statement the engine would
    join them whole. Columns that no file has hold nothing, and are not read.
    """
    listed = ", ".join(str(v.source) for v in versions)
    chosen = f"WHERE _row IN (SELECT _row FROM wanted WHERE _row >> 32 IN ({listed}))"
    keys = quoted(dataset.spec.dataset) if dataset.rows <= IN_MEMORY_ROWS else tables.scan(versions)
    delivered = _delivered(dataset)
    stored = _list(quoted(field.name) for column in delivered for field in stored_fields(column))
    plain = _list(f"{quoted(c.name)} AS p_{c.name}" for c in delivered if c.type in IDENTIFIERS)
    run = tables.connection.execute
    run(f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT _row, _county{stored} FROM {keys} {chosen}")
    run(f"CREATE OR REPLACE TEMP TABLE plain AS SELECT _row{plain} FROM {tables.scan(versions, 'sealed')} {chosen}")
    run("CREATE OR REPLACE TEMP TABLE fetched AS SELECT * FROM keyed JOIN plain USING (_row)")
    run("DROP TABLE keyed")
    run("DROP TABLE plain")


def _list(columns: Iterable[str]) -> str:
    return "".join(f", {column}" for column in columns)


def _delivered(dataset: Dataset) -> list[ColumnSpec]:
    """The columns that at least one file has, in the order of the spec."""
    return [c for c in dataset.spec.columns.values() if c.name in dataset.columns]


def _identifiers_sql(column: ColumnSpec) -> str:
    name = quoted(column.name)
    return f"SELECT _row, '{column.type}', {name}, p_{column.name} FROM fetched WHERE {name} IS NOT NULL"


def _lines_sql(dataset: Dataset, *, masked: bool) -> str:
    """
    The rows of table `line`. Text is glued, which is several times faster than the engine's JSON functions: an empty
    value makes its piece NULL, and concat() leaves that out.
    """
    delivered = _delivered(dataset)
    names = {c.name for c in delivered}
    values = ", ".join(_value_sql(c, masked=masked) for c in delivered) or "''"
    stored = (field.name for column in delivered for field in stored_fields(column))
    content = ", ".join(f"'|{name}=' || {quoted(name)}" for name in stored) or "''"
    text = f"concat(o._head, ',\"row\":', _row & 4294967295, ',\"values\":{{', substr(concat({values}), 2), '}}}}')"
    fund = "fund" if "fund" in names else "NULL"
    return (
        f"SELECT _row, (o._rank << 32) | (_row & 4294967295), _county, CAST({_area(delivered)} AS BIGINT),"
        f" CAST({fund} AS VARCHAR), CAST({_month(dataset, names)} AS INTEGER),"
        f" {text}, md5_number(concat({content})) FROM fetched JOIN origin AS o ON o._source = _row >> 32"
    )


def _area(delivered: Iterable[ColumnSpec]) -> str:
    """The first column that says where a row belongs."""
    return next((quoted(c.name) for c in delivered if c.type == "area"), "NULL")


def _month(dataset: Dataset, delivered: set[str]) -> str:
    """The column that says to which month a row belongs."""
    name = "period" if "period" in dataset.spec.columns else "month"
    if name not in delivered:
        return "NULL"
    return "period_from" if name == "period" else name


def _value_sql(column: ColumnSpec, *, masked: bool) -> str:
    """`,"<column>":"<text>"`, or NULL where there is no value."""
    text = _text_sql(column, masked=masked)
    value = f"'\"' || {text} || '\"'" if column.type in _BARE else f"CAST(to_json({text}) AS VARCHAR)"
    return f"',\"{column.name}\":' || {value}"


def _text_sql(column: ColumnSpec, *, masked: bool) -> str:
    if column.type in KEY_KINDS:
        plain = f"p_{column.name}"
        return mask_sql(column.type, plain) if masked else plain
    if masked and (column.type == "name" or column.name == "address"):
        return mask_sql("name" if column.type == "name" else "address", quoted(column.name))
    return shown(quoted(column.name), "" if column.type == "period" else column.type, "en")
