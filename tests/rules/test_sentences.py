"""What a sentence names does not depend on the order in which the engine meets the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.duck import connect
from mingcha.engine.rules.library import Library, load_library
from mingcha.engine.understanding.spec import load_specs

AS_OF = date(2020, 12, 31)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(load_specs())


def results(library: Library, rule_id: str, tables: dict[str, Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What a rule returns over its inputs, filled with `tables` in this order; inputs not named are empty."""
    rule = library.rules[rule_id]
    connection = connect(threads=1)
    for name in {**rule.inputs, **rule.optional}:
        columns = library.catalog.columns(name) or {}
        body = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"CREATE TABLE {name} ({body})")
        for row in tables.get(name, ()):
            names = ", ".join(f'"{column}"' for column in row)
            connection.execute(f"INSERT INTO {name} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    found = connection.execute(compile_sql(rule, library.catalog, AS_OF))
    header = [column[0] for column in found.description]
    rows = [dict(zip(header, row, strict=True)) for row in found.fetchall()]
    connection.close()
    return rows


def company(row: int, name: str) -> dict[str, Any]:
    flags = dict.fromkeys(("closed", "dormant", "stolen_identity"), False)
    span = {"from_on": date(2019, 1, 1), "to_on": date(9999, 12, 31)}
    return {"person": 1, "company_name": name, "role": "owner", **span, **flags, "role_row": row, "company_row": row}


def test_of_two_companies_the_sentence_names_the_first_entry(library: Library) -> None:
    months = [
        {"person": 1, "payee_name": "张三", "fund": "公益性岗位补贴", "work_unit": unit, "amount": 80_000,
         "period_from": month, "period_to": month, "_row": month}
        for month, unit in ((202001, "甲村"), (202002, "乙村"), (202003, "甲村"))
    ]  # fmt: skip
    two = [company(7, "先开的店"), company(8, "后开的店"), company(9, "又一家店")]
    for paid in (months, months[::-1]):
        for posts in (two, two[::-1], [two[1], two[2], two[0]]):
            (found,) = results(library, "public_post_unfit", {"paid": paid, "company_post": posts})
            assert found["reason"] == "系先开的店法定代表人（经营者）"
            assert found["reason_en"] == "in charge of 先开的店"
            assert (found["count"], found["amount"]) == (3, 240_000)
            assert sorted(found["evidence"]) == [7, 8, 9, 202001, 202002, 202003]
