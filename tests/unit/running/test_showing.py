"""Masking in SQL says the same as masking in Python."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.running.showing import MASKED, mask_sql, pseudonym_sql
from mingcha.kernel.masking import MASKS

VALUES = [
    "430421199003074518",
    "欧阳小明",
    "欧阳",
    "张三",
    "李",
    "湘DD40U3",
    "6217995526235558298",
    "13879914057",
    "短",
]
ADDRESSES = [
    "湖南省衡阳市衡阳县金兰镇甘溪村3组46号",
    "湖南省衡阳市蒸湘区红湘街道解放路116号6栋449室",
    "甘溪村",
    "",
    "某处",
    "城南社区居委会5号",
]

CONNECTION = duckdb.connect()


def in_sql(kind: str, values: list[str]) -> list[str]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (i INTEGER, v VARCHAR)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(values)))
    return [r[0] for r in connection.execute(f"SELECT {mask_sql(kind, 'v')} FROM t ORDER BY i").fetchall()]


@pytest.mark.parametrize("kind", sorted(MASKED))
def test_masks_agree(kind: str) -> None:
    values = VALUES + ADDRESSES
    assert in_sql(kind, values) == [MASKS[kind](v) for v in values]


@settings(max_examples=60, deadline=None)
@given(st.text("张欧阳三村社区委会居路街道镇乡0123号X湘", max_size=24))
def test_masks_agree_on_any_text(value: str) -> None:
    kinds = sorted(MASKED)
    sql = "SELECT " + ", ".join(mask_sql(kind, "v") for kind in kinds) + " FROM (SELECT ? AS v)"
    assert CONNECTION.execute(sql, [value]).fetchone() == tuple(MASKS[kind](value) for kind in kinds)


def test_pseudonyms_are_sixteen_hex_digits() -> None:
    sql = f"SELECT {pseudonym_sql('k')} FROM (VALUES (-1::BIGINT), (255::BIGINT)) AS t (k)"
    assert [r[0] for r in duckdb.sql(sql).fetchall()] == ["f" * 16, "00000000000000ff"]
