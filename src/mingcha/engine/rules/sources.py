"""Which columns each exclusion of a rule rests on, traced through the SQL down to the datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.scope import Scope, build_scope

from mingcha.engine.rules.catalog import IMPLICIT, Catalog
from mingcha.engine.rules.gate import check
from mingcha.engine.rules.model import Rule, Table
from mingcha.engine.understanding.spec import DatasetSpec

#: (dataset, column); column "" stands for the dataset as a whole.
Source = tuple[str, str]


def exclusion_sources(rule: Rule, catalog: Catalog) -> Mapping[str, frozenset[Source]]:
    """Exclusion name → what it rests on. An exclusion that cannot be traced rests on nothing that can be missing."""
    trace = _Trace(catalog)
    return {x.name: trace.exclusion(rule, x.column) for x in rule.exclusions}


class _Trace:
    """
    Follows columns statement by statement: each was qualified once, by the gate, and a column of a derived table is
    traced once. Expanding derived tables into the rule and tracing the whole takes a hundred times as long.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._scopes: dict[str, Scope | None] = {}

    def exclusion(self, rule: Rule, column: str) -> frozenset[Source]:
        try:
            return self._column(rule, column)
        except SqlglotError:
            return frozenset()

    def _column(self, item: Rule | Table, column: str) -> frozenset[Source]:
        key = (item.source, item.sql, column)
        if key not in self._catalog.traced:
            scope = self._scope(item)
            node = lineage(column, scope.expression, dialect="duckdb", scope=scope, trim_selects=False, copy=False)
            self._catalog.traced[key] = frozenset(source for step in node.walk() for source in self._of(step))
        return self._catalog.traced[key]

    def _scope(self, item: Rule | Table) -> Scope:
        if item.source not in self._scopes:
            check(item, self._catalog)
            self._scopes[item.source] = build_scope(self._catalog.qualified[item.source, item.sql])
        scope = self._scopes[item.source]
        if scope is None:
            raise SqlglotError(f"{item.source} has no scope")
        return scope

    def _of(self, step: Node) -> Iterable[Source]:
        """The column a leaf stands for, and the tables that a condition like EXISTS (SELECT … FROM t) asks."""
        datasets, tables = self._catalog.datasets, self._catalog.tables
        expression = step.expression
        if not isinstance(expression, exp.Table):
            asked = (t.name for t in expression.find_all(exp.Table))
            return [(d, "") for name in asked for d in self._datasets(name)]
        name = step.name.rpartition(".")[2].strip('"')
        if expression.name in datasets:
            return [(expression.name, _spec_column(datasets[expression.name], name))]
        return self._column(tables[expression.name], name) if expression.name in tables else ()

    def _datasets(self, name: str) -> set[str]:
        """A dataset, or those below a derived table."""
        if name in self._catalog.datasets:
            return {name}
        return set().union(*self._catalog.base_inputs({name: ()}, {})) if name in self._catalog.tables else set()


def _spec_column(spec: DatasetSpec, name: str) -> str:
    """The spec column behind a stored one: `period` for `period_from`; "" for `_row` and `_county`."""
    if name in IMPLICIT:
        return ""
    for end in ("_from", "_to"):
        base = name.removesuffix(end)
        if name not in spec.columns and base in spec.columns:
            return base
    return name if name in spec.columns else ""


def untested(rule: Rule, catalog: Catalog, delivered: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """
    Exclusions that cannot be tested in a run: `delivered` holds, per dataset of the run, the columns that at least one
    of its files has. A finding says so instead of pretending that nothing spoke for the person.
    """
    missing = {s for s in declared_sources(rule, catalog) if s[1] not in delivered.get(s[0], frozenset())}
    if not rule.exclusions or not missing:  # tracing costs tens of milliseconds per exclusion
        return ()
    lacking = {dataset for dataset, _ in missing} - delivered.keys()
    traced = exclusion_sources(rule, catalog).items()
    return tuple(name for name, sources in traced if sources & missing or {d for d, _ in sources} & lacking)


def declared_sources(item: Rule | Table, catalog: Catalog) -> set[Source]:
    """Every dataset column that a rule or derived table declares, those of the tables below it included."""
    found: set[Source] = set()
    for name, columns in (*item.inputs.items(), *item.optional.items()):
        if name in catalog.tables:
            found |= declared_sources(catalog.tables[name], catalog)
        else:
            spec = catalog.datasets[name]
            found |= {(name, column) for c in columns if (column := _spec_column(spec, c))}
    return found
