"""
The gate: what SQL a rule may contain.

One SELECT over declared inputs and columns, functions from an allow-list on which DuckDB and Spark were shown to
agree, and our own functions with one meaning. Whatever is not listed is refused; a transpiler would pass it through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, TokenError
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.model import Parameter, Rule, Table
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

CONTAINS_ANY = "contains_any"  # contains_any(text, :words), opened to a chain of CONTAINS when compiled
#: Own functions: name → number of arguments. Their SQL per engine is in `functions.py`.
OWN_FUNCTIONS: Mapping[str, int] = {
    "month_diff": 2,
    "month_add": 2,
    "month_of": 1,
    "month_start": 1,
    "month_end": 1,
    "months_full": 2,
    "years_full": 2,
    "days_between": 2,
    "minutes_between": 2,
    "iso_weekday": 1,
    "distance_m": 4,
    "name_distance": 2,
    "int_of": 1,
    CONTAINS_ANY: 2,
}
PARAM = "param"
AS_OF = "as_of"  # the date of the run, available to every rule as :as_of

ALLOWED = frozenset(
    """
    and or case if cast coalesce nullif exists greatest least abs
    sum count min max avg median bool_and bool_or logical_and logical_or any_value count_if arg_max arg_min
    array_agg list list_concat array_concat array_concat_agg flatten list_distinct array_distinct array_size array
    row_number rank dense_rank lag lead first_value last_value
    substring left right length lower upper concat replace starts_with ends_with contains str_position
    string_agg group_concat
    year month day quarter extract make_date date_from_parts
    """.split()
)
_UNRESOLVED = re.compile(r"(?:Unknown column: |Column ')(?P<column>[^'\n]+)(?:'.*?Line: (?P<line>\d+))?")
FORBIDDEN_NODES = (exp.Pivot, exp.Lateral, exp.TableSample, exp.Into, exp.Command, exp.Slice, exp.Bracket, exp.Lock)


class GateRefused(Refused):
    """What the gate does not let through; `line` of the SELECT where it stands, when it can be told."""

    def __init__(self, code: str, message: Message, line: int | None = None) -> None:
        super().__init__(code, message)
        self.line = line


def check(item: Rule | Table, catalog: Catalog) -> exp.Query:
    """The parsed statement of a rule or derived table; Refused with the place and the reason otherwise."""
    key = (item.source, item.sql)
    if key in catalog.checked:
        return catalog.checked[key]
    tree = parse(item)
    inputs = {**item.inputs, **item.optional}
    _check_inputs(item, inputs, catalog)
    _check_nodes(item, tree)
    _check_tables(item, tree, set(inputs))
    catalog.qualified[key] = _check_columns(item, tree, inputs, catalog)
    catalog.checked[key] = tree
    return tree


def parse(item: Rule | Table) -> exp.Query:
    """One SELECT (a WITH or UNION of SELECTs), nothing else."""
    try:
        statements = sqlglot.parse(item.sql, dialect="duckdb")
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        place = f"{first.get('line', '?')}:{first.get('col', '?')}"
        near = str(first.get("highlight", ""))
        raise _refused(
            item,
            "rule.syntax",
            f"第 {place} 处附近“{near}”语法错误（行:列，自 SELECT 起算）",
            f"syntax error near “{near}” at {place} (line:column, counted from the SELECT)",
            line=first.get("line"),
        ) from None
    except TokenError:
        raise _refused(
            item,
            "rule.syntax",
            "有引号没有成对，或有不认识的符号",
            "a quotation mark is not closed, or there is a character that SQL does not know",
        ) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise _refused(item, "rule.not_select", "只能有一条 SELECT 语句", "exactly one SELECT statement is allowed")
    return statements[0]


def _check_inputs(item: Rule | Table, inputs: Mapping[str, tuple[str, ...]], catalog: Catalog) -> None:
    for name, columns in inputs.items():
        known = catalog.columns(name)
        if known is None:
            raise _refused(item, "rule.input", f"没有名为 {name} 的数据表", f"there is no table called {name}")
        if unknown := [c for c in columns if c not in known]:
            raise _refused(
                item,
                "rule.column",
                f"数据表 {name} 没有列 {'、'.join(unknown)}",
                f"table {name} has no column {', '.join(unknown)}",
            )


def _check_nodes(item: Rule | Table, tree: exp.Query) -> None:
    for node in tree.walk():
        if isinstance(node, FORBIDDEN_NODES):
            word = node.key.upper()
            raise _refused(item, "rule.construct", f"不允许使用 {word}", f"{word} is not allowed", node)
        if isinstance(node, exp.Placeholder) and node.name not in {AS_OF, *item.parameters}:
            raise _refused(
                item,
                "rule.parameter",
                f"参数 :{node.name} 未声明",
                f"parameter :{node.name} is not declared",
                node.parent or node,
            )
        if isinstance(node, exp.Func):
            _check_function(item, node)


def _check_function(item: Rule | Table, node: exp.Func) -> None:
    name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
    if isinstance(node, exp.Anonymous):
        if name == PARAM:
            return _check_param(item, node)
        if OWN_FUNCTIONS.get(name) == len(node.expressions):
            return None
    if name not in ALLOWED or (isinstance(node, exp.Anonymous) and name not in ALLOWED):
        raise _refused(
            item,
            "rule.function",
            f"不允许使用函数 {name}；可用函数见 docs/reference/rule-functions.md",
            f"the function {name} is not allowed; see docs/reference/rule-functions.md for those that are",
            node,
        )
    return None


def _check_param(item: Rule | Table, node: exp.Anonymous) -> None:
    first = node.expressions[0] if node.expressions else None
    if not isinstance(first, exp.Literal) or first.name not in item.parameters or len(node.expressions) not in (2, 3):
        raise _refused(
            item,
            "rule.parameter",
            "param() 应写作 param('已声明的参数', 县区[, 日期])",
            "param() is written param('a declared parameter', county[, date])",
            node,
        )


def _check_tables(item: Rule | Table, tree: exp.Query, inputs: set[str]) -> None:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.db or table.catalog:
            text = table.sql(dialect="duckdb")
            raise _refused(
                item, "rule.source", f"不允许读取 {text}，只能用声明的数据表", f"reading {text} is not allowed", table
            )
        if table.name not in inputs | ctes:
            raise _refused(
                item,
                "rule.input",
                f"数据表 {table.name} 未在 inputs 中声明",
                f"table {table.name} is not declared in inputs",
                table,
            )


def _check_columns(
    item: Rule | Table, tree: exp.Query, inputs: Mapping[str, tuple[str, ...]], catalog: Catalog
) -> exp.Expr:
    """The statement with every column qualified."""
    schema = MappingSchema(dialect="duckdb")
    for name, columns in inputs.items():
        known = catalog.columns(name) or {}
        visible = {c: known[c] for c in (*columns, "_row", "_county") if c in known}
        schema.add_table(name, visible, dialect="duckdb")
    try:
        return qualify(tree.copy(), schema=schema, dialect="duckdb", quote_identifiers=False, identify=False)
    except OptimizeError as error:
        text = str(error).split("\n")[0]
        found = _UNRESOLVED.search(text)
        name = found["column"] if found else text
        raise _refused(
            item,
            "rule.column",
            f"列未声明或不存在：{name}（须在 inputs 中声明）",
            f"a column is undeclared or unknown: {name} (declare it in inputs)",
            line=int(found["line"]) if found and found["line"] else _line_of(tree, name),
        ) from None


def _line_of(tree: exp.Expr, name: str) -> int | None:
    """The line of the first column called so."""
    return next((line for c in tree.find_all(exp.Column) if c.name == name and (line := _line(c))), None)


def _line(node: exp.Expr) -> int | None:
    """The line where a node begins, as far as the parser kept it."""
    lines = (int(part.meta["line"]) for part in node.walk() if "line" in part.meta)
    return min(lines, default=None)


def _refused(
    item: Rule | Table, code: str, zh: str, en: str, node: exp.Expr | None = None, *, line: int | None = None
) -> GateRefused:
    place = line if node is None else _line(node)
    if place and code != "rule.syntax":
        zh, en = f"SQL 第 {place} 行，{zh}", f"line {place} of the SQL: {en}"
    message = Message(f"规则“{item.source}”未通过检查：{zh}。", f"“{item.source}” does not pass: {en}.")
    return GateRefused(code, message, place)


def result_columns(tree: exp.Query) -> list[str]:
    """Names of the columns the statement returns."""
    return list(tree.named_selects)


def declared_parameters(item: Rule | Table) -> Mapping[str, Parameter]:
    """Parameters of a rule or derived table by name."""
    return item.parameters
