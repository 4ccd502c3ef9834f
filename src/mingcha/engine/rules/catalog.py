"""The tables a rule may read: canonical tables of the dataset specs, and derived tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from mingcha.engine.rules.model import Table
from mingcha.engine.understanding.spec import DatasetSpec

#: Stored SQL type of each spec type (docs/architecture.md, "Stored types").
SQL_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("person_id", "uscc", "party_id", "plate", "account", "phone", "ref", "area"), "BIGINT"),
    **dict.fromkeys(("name", "text", "enum", "relation"), "VARCHAR"),
    **dict.fromkeys(("money", "mu", "decimal"), "BIGINT"),
    **dict.fromkeys(("month", "year", "int", "coord"), "INTEGER"),
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "bool": "BOOLEAN",
}
IMPLICIT: Mapping[str, str] = {"_row": "BIGINT", "_county": "INTEGER"}


def dataset_columns(spec: DatasetSpec) -> dict[str, str]:
    """Every column a rule may name in a dataset's canonical table, with its SQL type."""
    columns = dict(IMPLICIT)
    for column in spec.columns.values():
        if column.type == "period":
            columns |= {column.name: "VARCHAR", f"{column.name}_from": "INTEGER", f"{column.name}_to": "INTEGER"}
        else:
            columns[column.name] = SQL_TYPES[column.type]
    return columns


@dataclass(frozen=True)
class Catalog:
    """All tables by name with their columns; `tables` holds the derived ones, each after those it needs."""

    datasets: Mapping[str, DatasetSpec]
    tables: Mapping[str, Table]
    #: Statements that passed the gate, by file and text: parsing and qualifying one costs tens of milliseconds.
    checked: dict[tuple[str, str], exp.Query] = field(default_factory=dict, compare=False, repr=False)
    #: The same statements with every column qualified by its table: what tracing a column starts from.
    qualified: dict[tuple[str, str], exp.Expr] = field(default_factory=dict, compare=False, repr=False)
    #: What a column of a rule or derived table rests on, by file, text and column: (dataset, column) pairs.
    traced: dict[tuple[str, str, str], frozenset[tuple[str, str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def columns(self, name: str) -> Mapping[str, str] | None:
        """Columns and SQL types of a table, or None when there is no such table."""
        if name in self.tables:
            return self.tables[name].columns
        return dataset_columns(self.datasets[name]) if name in self.datasets else None

    def base_inputs(self, inputs: Mapping[str, object], optional: Mapping[str, object]) -> tuple[set[str], set[str]]:
        """(required, optional) datasets behind a rule's inputs, derived tables resolved down to datasets."""
        required: set[str] = set()
        spare: set[str] = set()
        for names, target in ((inputs, required), (optional, spare)):
            for name in names:
                if name not in self.tables:
                    target.add(name)
                    continue
                table = self.tables[name]
                below, below_optional = self.base_inputs(table.inputs, table.optional)
                target |= below
                spare |= below_optional
        return required, spare - required

    def derived_inputs(self, names: Mapping[str, object]) -> set[str]:
        """Derived tables needed to compute `names`, those below them included."""
        needed: set[str] = set()
        for name in names:
            if name in self.tables:
                table = self.tables[name]
                needed |= {name} | self.derived_inputs({**table.inputs, **table.optional})
        return needed
