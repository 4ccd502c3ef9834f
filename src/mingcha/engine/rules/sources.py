"""Which columns each exclusion of a rule rests on, traced through the SQL down to the datasets."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from mingcha.engine.rules.catalog import IMPLICIT, Catalog
from mingcha.engine.rules.gate import check
from mingcha.engine.rules.model import Rule, Table
from mingcha.engine.understanding.spec import DatasetSpec

#: (dataset, column); column "" stands for the dataset as a whole.
Source = tuple[str, str]


def exclusion_sources(rule: Rule, catalog: Catalog) -> Mapping[str, frozenset[Source]]:
    """Exclusion name → what it rests on. An exclusion that cannot be traced rests on nothing that can be missing."""
    below = catalog.derived_inputs({**rule.inputs, **rule.optional})
    texts = {name: catalog.tables[name].sql for name in below}
    tree = check(rule, catalog)
    return {x.name: _sources(x.column, tree, texts, catalog) for x in rule.exclusions}


def _sources(column: str, tree: exp.Query, texts: Mapping[str, str], catalog: Catalog) -> frozenset[Source]:
    try:
        node = lineage(column, tree.copy(), dialect="duckdb", sources=dict(texts))
    except SqlglotError:
        return frozenset()
    return frozenset(source for step in node.walk() for source in _of(step, catalog.datasets))


def _of(step: Node, datasets: Mapping[str, DatasetSpec]) -> list[Source]:
    """The column a leaf stands for, and the tables that a condition like EXISTS (SELECT … FROM t) asks."""
    found: list[Source] = []
    if isinstance(step.expression, exp.Table) and step.expression.name in datasets:
        name = step.name.rpartition(".")[2].strip('"')
        found.append((step.expression.name, _spec_column(datasets[step.expression.name], name)))
    elif isinstance(step.expression, exp.Expression):
        found += [(t.name, "") for t in step.expression.find_all(exp.Table) if t.name in datasets]
    return found


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
