"""Which reader reads which spec type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from mingcha.engine.normalise import (
    areas,
    choices,
    dates,
    days,
    identifiers,
    measures,
    months,
    periods,
    relations,
    words,
)
from mingcha.engine.normalise.cells import Column, Fast, Scalar, Texts, by_distinct, texts
from mingcha.engine.normalise.stored import stored_fields
from mingcha.engine.understanding.spec import ColumnSpec

if TYPE_CHECKING:
    from mingcha.engine.sealing.keys import Keys

_KEYED: dict[str, Callable[[Texts, Keys], Column]] = {
    "person_id": identifiers.person_column,
    "uscc": identifiers.credit_code_column,
    "party_id": identifiers.party_column,
    "plate": identifiers.plate_column,
    "account": identifiers.account_column,
    "phone": identifiers.phone_column,
    "ref": identifiers.ref_column,
}
_SCALARS: dict[str, Scalar] = {
    "relation": relations.relation,
    "area": areas.area,
    "date": dates.date,
    "datetime": dates.moment,
    "month": months.month,
    "year": months.year,
    "period": periods.period,
    "bool": choices.yes_or_no,
}
_FAST: dict[str, Fast] = {"date": days.fast_days, "datetime": days.fast_moments}
_PLAIN: dict[str, Callable[[Texts], Column]] = {
    "text": words.text_column,
    "name": words.name_column,
    "decimal": measures.decimal_column,
    "coord": measures.coord_column,
    "int": measures.count_column,
}


def read_column(source: Texts, column: ColumnSpec, unit: str, keys: Keys) -> Column:
    """The cells of one source column as the stored columns of `column`. `unit` is the header's or the sheet's."""
    if column.type in _KEYED:
        return _KEYED[column.type](source, keys)
    if column.type in _PLAIN:
        return _PLAIN[column.type](source)
    if column.type == "money":
        return measures.money_column(source, unit)
    if column.type == "mu":
        return measures.mu_column(source, unit)
    scalar = choices.choice(column.values) if column.type == "enum" else _SCALARS[column.type]
    if column.type == "date" and (column.name.startswith("to_") or column.name == "valid_to"):
        scalar = dates.end_date
    types = tuple(field.type for field in stored_fields(column))
    return by_distinct(source.array, scalar, types, _FAST.get(column.type))


def constant_column(text: str, rows: int, column: ColumnSpec, keys: Keys) -> Column:
    """A constant of the mapping as a column of `rows` rows."""
    one = pa.array([text], pa.string()).take(pa.array([0] * rows, pa.int64()))
    return read_column(texts(one), column, "", keys)
