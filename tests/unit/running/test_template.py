"""Sentences from templates, in SQL."""

from __future__ import annotations

import duckdb
import pytest

from mingcha.engine.running.template import pieces, sentence_sql, shown
from mingcha.kernel.errors import Refused


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("money", "123456789", "1,234,567.89", "1,234,567.89"),
        ("money", "-5", "-0.05", "-0.05"),
        ("mu", "28900", "2.89", "2.89"),
        ("decimal", "100000", "10", "10"),
        ("decimal", "-15000", "-1.5", "-1.5"),
        ("date", "DATE '2020-03-05'", "2020年3月5日", "2020-03-05"),
        ("datetime", "TIMESTAMP '2020-03-05 08:07:00'", "2020年3月5日 08:07", "2020-03-05 08:07"),
        ("month", "202003", "2020年3月", "2020-03"),
        ("", "7", "7", "7"),
    ],
)
def test_values_are_shown_as_people_write_them(kind: str, value: str, zh: str, en: str) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        sql = f"SELECT {shown('v', kind, language)} FROM (SELECT {value} AS v)"
        assert duckdb.sql(sql).fetchall() == [(expected,)]


@pytest.mark.parametrize("kind", ["money", "mu", "decimal", "date", "month", ""])
def test_a_missing_value_stays_missing(kind: str) -> None:
    kinds = {"date": "DATE", "": "VARCHAR"}
    sql = f"SELECT {shown('v', kind, 'zh')} FROM (SELECT CAST(NULL AS {kinds.get(kind, 'BIGINT')}) AS v)"
    assert duckdb.sql(sql).fetchall() == [(None,)]


def test_text_with_quotes_and_a_missing_field() -> None:
    sql = sentence_sql("it's {name} 共{amount:money}元", "zh", masked=False)
    found = duckdb.sql(f"SELECT {sql} FROM (SELECT '张三' AS name, CAST(NULL AS BIGINT) AS amount) AS h").fetchall()
    assert found == [("it's 张三 共—元",)]


def test_an_unbalanced_brace_is_said() -> None:
    with pytest.raises(Refused, match="template is wrong"):
        pieces("共{amount元")
