"""How each spec type is stored: fields and schemas of canonical tables (see docs/architecture.md, Stored types)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec

IDENTIFIERS = frozenset(("person_id", "uscc", "party_id", "plate", "account", "phone", "ref"))

STORED: dict[str, Any] = {
    **dict.fromkeys(IDENTIFIERS, pa.int64()),
    **dict.fromkeys(("name", "text", "enum", "relation"), pa.string()),
    "area": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    **dict.fromkeys(("month", "year", "coord", "int"), pa.int32()),
    **dict.fromkeys(("money", "mu", "decimal"), pa.int64()),
    "bool": pa.bool_(),
}


def stored_fields(column: ColumnSpec) -> list[Any]:
    """The stored columns of a spec column: one, or label, first and last month for `period`."""
    if column.type == "period":
        ends = [pa.field(f"{column.name}_{end}", pa.int32()) for end in ("from", "to")]
        return [pa.field(column.name, pa.string()), *ends]
    return [pa.field(column.name, STORED[column.type])]


def stored_schema(spec: DatasetSpec) -> Any:
    """`_row`, `_county`, `_verdict`, then the columns of the spec in its order."""
    head = [pa.field("_row", pa.int64()), pa.field("_county", pa.int32()), pa.field("_verdict", pa.uint8())]
    return pa.schema(head + [field for column in spec.columns.values() for field in stored_fields(column)])


def sealed_schema(spec: DatasetSpec) -> Any:
    """`_row`, then the plain text of every identifier column in the spec's order."""
    plain = [pa.field(c.name, pa.string()) for c in spec.columns.values() if c.type in IDENTIFIERS]
    return pa.schema([pa.field("_row", pa.int64()), *plain])


def empty_table(spec: DatasetSpec) -> Any:
    """A canonical table of no rows."""
    return stored_schema(spec).empty_table()
