"""From a checked rule to the SQL an engine runs. The text is kept with the run: auditors read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.gate import check, result_columns
from mingcha.engine.rules.model import Rule, Table
from mingcha.engine.rules.parameters import substitute
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

AMOUNT, EVIDENCE = "amount", "evidence"


def compile_sql(
    item: Rule | Table,
    catalog: Catalog,
    as_of: date,
    overrides: Mapping[str, int | str] | None = None,
    *,
    dialect: str = "duckdb",
) -> str:
    """SQL of a rule or derived table for one engine, parameters filled in as of `as_of`."""
    tree = check(item, catalog)
    _check_result(item, result_columns(tree))
    filled = substitute(tree, item.parameters, as_of, overrides or {})
    # Quoted names: `at`, `day` and other words of the language are columns too.
    return filled.sql(dialect=dialect, pretty=True, comments=False, identify=True)


def _check_result(item: Rule | Table, columns: list[str]) -> None:
    if isinstance(item, Table):
        wanted = list(item.columns)
    else:
        wanted = [p.column for p in item.subject] + [EVIDENCE] + [x.column for x in item.exclusions]
    if missing := [c for c in wanted if c not in columns]:
        raise Refused(
            "rule.result",
            Message(
                f"规则“{item.source}”的结果缺少列：{'、'.join(missing)}。",
                f"The result of “{item.source}” lacks the columns {', '.join(missing)}.",
            ),
        )
