"""What contenders found, in one form: multisets of (subject as keys, amount in fen) by rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.contenders.clock import RULES
from mingcha.engine.sealing.keys import Keys

#: The columns of the subject by rule, and the kind of key each carries ("" for a plain number).
SUBJECTS: dict[str, dict[str, str]] = {
    "R1": {"person": "person"},
    "R2": {"person": "person"},
    "R3": {"person": "person", "company": "uscc"},
    "R4": {"account": "account"},
    "R5": {"person": "person", "month": ""},
}
FINDINGS = "findings.parquet"

Answer = Counter[tuple[int | None, ...]]


def read(folder: Path, keys: Keys) -> dict[str, Answer]:
    """The answers a contender left in its folder."""
    if (folder / FINDINGS).exists():
        return _of_findings(pq.read_table(folder / FINDINGS))
    return {rule: _of_table(rule, pq.read_table(folder / f"{rule}.parquet"), keys) for rule in RULES}


def _of_table(rule: str, table: Any, keys: Keys) -> Answer:
    columns = [_keyed(table.column(name), kind, keys) for name, kind in SUBJECTS[rule].items()]
    amounts = table.column("amount").to_pylist() if "amount" in table.schema.names else [None] * table.num_rows
    whole = [None if a is None else int(a) for a in amounts]
    return Counter(zip(*columns, whole, strict=True))


def _keyed(column: Any, kind: str, keys: Keys) -> list[int]:
    if kind and not pa.types.is_integer(column.type):
        column = keys.pseudonyms(kind, column.cast(pa.string()))
    found: list[int] = column.to_pylist()
    return found


def _of_findings(table: Any) -> dict[str, Answer]:
    """Findings of the five rule files (catalogue 901 to 905); masked subjects are keys in hexadecimal."""
    found: dict[str, Answer] = {rule: Counter() for rule in RULES}
    columns = (table.column(name).to_pylist() for name in ("catalogue", "subject", "amount"))
    for catalogue, subject, amount in zip(*columns, strict=True):
        fen = None if amount is None else int(amount * 100)
        found[f"R{catalogue - 900}"][(*map(_number, subject.split("|")), fen)] += 1
    return found


def _number(text: str) -> int:
    """Sixteen hexadecimal digits as a signed number; fewer are a month."""
    if len(text) < 16:
        return int(text)
    return int.from_bytes(bytes.fromhex(text), "big", signed=True)


def verdict(answers: dict[str, dict[str, Answer]]) -> list[str]:
    """One line per rule: "equal", or by how many rows each contender differs from the first."""
    (first, wanted), *others = answers.items()
    lines = []
    for rule in RULES:
        apart = {name: _distance(wanted[rule], found[rule]) for name, found in others}
        wrong = ", ".join(f"{name} {more} more {fewer} fewer" for name, (more, fewer) in apart.items() if more or fewer)
        rows = sum(wanted[rule].values())
        lines.append(f"{rule}: {rows:,} rows, " + (f"NOT equal to {first}: {wrong}" if wrong else "equal"))
    return lines


def _distance(wanted: Answer, found: Answer) -> tuple[int, int]:
    return sum((found - wanted).values()), sum((wanted - found).values())
