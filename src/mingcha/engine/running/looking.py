"""
Looking back from a finding to the rows behind it: whom each row names, as pseudonyms, and one value in plain text.

Nothing is loaded; the sealed files are asked for single rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from mingcha.engine.normalise import IDENTIFIERS
from mingcha.engine.rules.duck import connect, quoted
from mingcha.engine.sealing.files import SealedFileSystem, damage_in
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.store.model import FileRecord, Version

#: Columns besides identifiers that are masked in evidence: names, and what is called so.
_MASKED_TEXT = ("address",)


@dataclass(frozen=True)
class Spot:
    """Where an evidence row stands, as in the JSON of a finding: dataset, file, sheet, physical row."""

    dataset: str
    file: str
    sheet: str
    row: int


def is_masked(context: Context, dataset: str, column: str) -> bool:
    """Whether the values of a column are shown masked."""
    spec = context.specs.get(dataset)
    found = spec.columns.get(column) if spec else None
    return found is not None and (found.type in IDENTIFIERS - {"ref"} or found.type == "name" or column in _MASKED_TEXT)


def keys_of(context: Context, records: Collection[FileRecord], spots: Sequence[Spot]) -> dict[Spot, Mapping[str, int]]:
    """Per row, the pseudonym in each identifier column; rows whose files are no more are left out."""
    found: dict[Spot, Mapping[str, int]] = {}
    with _asking(context) as ask:
        for version, rows in _versions(context, records, spots):
            spec = context.specs[version.dataset]
            columns = [c.name for c in spec.columns.values() if c.type in IDENTIFIERS]
            if not columns:
                continue
            for row, *values in ask("keys", version, list(rows), columns):
                pairs = zip(columns, values, strict=True)
                found[rows[row]] = {name: value for name, value in pairs if value is not None}
    return found


def plain_value(context: Context, records: Collection[FileRecord], spot: Spot, column: str) -> str | None:
    """What stands in a masked column of a row; None when the row is no more, or the cell was empty."""
    if not is_masked(context, spot.dataset, column):
        return None
    spec = context.specs[spot.dataset]
    part = "sealed" if spec.columns[column].type in IDENTIFIERS else "keys"
    with _asking(context) as ask:
        for version, rows in _versions(context, records, [spot]):
            for _row, value in ask(part, version, list(rows), [column]):
                return None if value is None else str(value)
    return None


def _versions(
    context: Context, records: Collection[FileRecord], spots: Sequence[Spot]
) -> list[tuple[Version, dict[int, Spot]]]:
    """The versions that may hold the rows, and the `_row` of each row in them."""
    layout = Layout(context.root)
    found = []
    for version in (v for record in records for v in record.versions if layout.keys(v.id).exists()):
        origin = version.origin
        place = (version.dataset, origin.file, origin.sheet)
        rows = {(version.source << 32) | s.row: s for s in spots if (s.dataset, s.file, s.sheet) == place}
        if rows:
            found.append((version, rows))
    return found


@contextmanager
def _asking(context: Context) -> Iterator[Any]:
    connection = connect(context.secret, threads=1)
    layout = Layout(context.root)

    def ask(part: str, version: Version, rows: list[int], columns: list[str]) -> list[tuple[Any, ...]]:
        url = SealedFileSystem.url(getattr(layout, part)(version.id))
        listed = ", ".join(quoted(name) for name in ("_row", *columns))
        marks = ", ".join(str(row) for row in rows)
        found: list[tuple[Any, ...]] = connection.execute(
            f"SELECT {listed} FROM read_parquet('{url}') WHERE _row IN ({marks})"
        ).fetchall()
        return found

    try:
        yield ask
    except duckdb.Error as error:
        raise damage_in(str(error)) or error from None
    finally:
        connection.close()
