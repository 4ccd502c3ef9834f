"""
Own functions of the rule language, DuckDB side: each has one meaning, written down here and equal on every engine.

Months are INTEGER YYYYMM. Dates are DATE. Coordinates are INTEGER microdegrees.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from rapidfuzz.distance import Levenshtein

MACROS = (
    # whole months from a to b: month_diff(202011, 202102) = 3
    "month_diff(a, b) AS ((b // 100) * 12 + b % 100) - ((a // 100) * 12 + a % 100)",
    # month_add(202011, 3) = 202102
    "month_add(m, n) AS CAST(((m // 100) * 12 + m % 100 - 1 + n) // 12 * 100"
    " + ((m // 100) * 12 + m % 100 - 1 + n) % 12 + 1 AS INTEGER)",
    "month_of(d) AS CAST(year(d) * 100 + month(d) AS INTEGER)",
    "month_start(m) AS make_date(m // 100, m % 100, 1)",
    "month_end(m) AS last_day(make_date(m // 100, m % 100, 1))",
    # completed months and years from a to b; 31 January to 28 February is not a full month
    "months_full(a, b) AS datesub('month', a, b)",
    "years_full(a, b) AS datesub('year', a, b)",
    "days_between(a, b) AS date_diff('day', a, b)",
    "minutes_between(a, b) AS CAST(date_diff('second', a, b) // 60 AS BIGINT)",
    "iso_weekday(d) AS isodow(d)",
    # a text of one to nine digits as a number, anything else as NULL: int_of('09') = 9, int_of('9.5') is NULL
    "int_of(t) AS CASE WHEN regexp_full_match(t, '[0-9]{1,9}') THEN CAST(t AS INTEGER) END",
    # great-circle distance in metres on a sphere of 6,371,000 m, rounded
    "distance_m(lat1, lon1, lat2, lon2) AS CAST(round(2 * 6371000 * asin(least(1.0, sqrt("
    "pow(sin(radians((lat2 - lat1) / 1000000.0) / 2), 2) + cos(radians(lat1 / 1000000.0))"
    " * cos(radians(lat2 / 1000000.0)) * pow(sin(radians((lon2 - lon1) / 1000000.0) / 2), 2))))) AS BIGINT)",
)


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Defines the own functions in a connection."""
    for macro in MACROS:
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    connection.create_function("name_distance", _name_distance, ["VARCHAR", "VARCHAR"], "INTEGER", type="arrow")


def _name_distance(left: Any, right: Any) -> Any:
    """Levenshtein distance in characters; DuckDB's own counts UTF-8 bytes, three to a Chinese character."""
    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    return pa.array([Levenshtein.distance(a, b) for a, b in pairs], pa.int32())
