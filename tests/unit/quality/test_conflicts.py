"""What only the rows can tell."""

from __future__ import annotations

from datetime import date

import duckdb

from mingcha.engine.quality.conflicts import conflicts, reach
from mingcha.engine.understanding.spec import load_specs

SPECS = {n: s for n, s in load_specs().items() if n in ("person", "death")}


def ask_over(names: list[tuple[int, str, str]], died: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE person (person BIGINT, name VARCHAR, phone BIGINT)")
    connection.execute("CREATE TABLE death (person BIGINT, name VARCHAR, died_on DATE)")
    for key, registered, other in names:
        connection.execute("INSERT INTO person VALUES (?, ?, ?)", [key, registered, 7])
        connection.execute(f"INSERT INTO death VALUES (?, ?, DATE '{died}')", [key, other])
    return connection


def test_another_name_is_a_conflict_and_a_cut_off_one_is_not() -> None:
    connection = ask_over([(1, "张三", "李四"), (2, "欧阳小明", "欧阳小"), (3, "王五", "王五")], "2020-12-20")
    issues = conflicts(lambda sql: connection.execute(sql).fetchall(), SPECS, date(2020, 12, 31))
    assert [(i.catalogue, i.dataset, i.count) for i in issues] == [(121, "death", 1)]


def test_a_phone_of_many_people_and_a_feed_that_stopped() -> None:
    connection = ask_over([(i, "张三", "张三") for i in range(6)], "2020-05-01")
    issues = conflicts(lambda sql: connection.execute(sql).fetchall(), SPECS, date(2020, 12, 31))
    assert sorted((i.catalogue, i.dataset) for i in issues) == [(123, "death"), (125, "person")]


def test_the_date_of_a_run_is_the_end_of_the_month_the_data_reach() -> None:
    connection = ask_over([(i, "张三", "张三") for i in range(99)], "2020-11-05")
    connection.execute("INSERT INTO death VALUES (99, '李四', DATE '2029-01-01')")  # a slip of the pen
    ask = lambda sql: connection.execute(sql).fetchall()  # noqa: E731
    assert reach(ask, SPECS, date(2026, 1, 1)) == date(2020, 11, 30)
    assert reach(ask, SPECS, date(2020, 11, 20)) == date(2020, 11, 20)
