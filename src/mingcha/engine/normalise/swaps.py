"""Rows in which name and identifier stand in each other's place are turned back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise.cells import Indices, texts
from mingcha.engine.understanding.model import ColumnMatch, Mapping
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.identifiers import credit_code, party_id, person_id

_VALID = {"person_id": person_id, "party_id": party_id, "uscc": credit_code}


def turn_back(cells: dict[str, Any], mapping: Mapping, spec: DatasetSpec) -> dict[str, Indices]:
    """
    Swap the texts of such rows in `cells` (column → string array of n) in place; the rows by identifier column.

    An identifier cell that begins with a Han character and holds no digit is looked at; of the name columns the
    likeliest that holds a valid identifier in that row is its partner.
    """
    turned = {}
    for column in spec.columns.values():
        match = mapping.match(column.name)
        if match is not None and column.type in _VALID and column.name in cells:
            rows = _turn_column(cells, match, _partners(match, mapping, spec), column.type)
            if len(rows):
                turned[column.name] = rows
    return turned


def _partners(match: ColumnMatch, mapping: Mapping, spec: DatasetSpec) -> list[str]:
    """
    Name columns for an identifier column, the one that shares its first word (`wife`, `wife_name`) first, then by
    distance in the sheet; where companies may stand, text columns too.
    """
    kinds = ("name",) if spec.columns[match.column].type == "person_id" else ("name", "text")
    stem = match.column.split("_")[0]
    columns = [m for m in mapping.columns if m.column in spec.columns and spec.columns[m.column].type in kinds]
    columns.sort(key=lambda m: (m.column.split("_")[0] != stem, abs(m.index - match.index), m.index))
    return [m.column for m in columns]


def _turn_column(cells: dict[str, Any], match: ColumnMatch, partners: list[str], kind: str) -> Indices:
    done = []
    suspects = _named(cells[match.column])
    for partner in partners:
        if not len(suspects):
            break
        held = cells[partner].take(pa.array(suspects)).to_pylist()
        rows = suspects[[_VALID[kind](text).text is not None for text in held]]
        _exchange(cells, match.column, partner, rows)
        suspects = np.setdiff1d(suspects, rows)
        done.append(rows)
    return np.sort(np.concatenate(done)) if done else np.empty(0, np.int64)


def _named(array: Any) -> Indices:
    """Rows whose cell is a word of Han characters without any digit."""
    first = texts(array).byte(0)
    rows = np.flatnonzero(first >= 0xE3)
    held = array.take(pa.array(rows)).to_pylist()
    named = [len(text) >= 2 and not any(c.isdigit() for c in text) for text in held]
    return rows[named] if len(rows) else rows.astype(np.int64)


def _exchange(cells: dict[str, Any], one: str, other: str, rows: Indices) -> None:
    if not len(rows):
        return
    mask = np.zeros(len(cells[one]), bool)
    mask[rows] = True
    taken = pa.array(rows)
    first, second = cells[one].take(taken), cells[other].take(taken)
    cells[one] = pc.replace_with_mask(cells[one], pa.array(mask), second)
    cells[other] = pc.replace_with_mask(cells[other], pa.array(mask), first)
