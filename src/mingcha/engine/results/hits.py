"""Findings as rows: one named tuple per hit, and their evidence as text a person can follow to the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa

from mingcha.engine.running.model import FINDINGS_SCHEMA
from mingcha.kernel.messages import Language, Message

_CHUNK = 4096


class Hit(NamedTuple):
    """One row of the findings table, in its column order."""

    rule_id: str
    catalogue: int
    rule_version: int
    subject: str
    strength: str
    excluded: bool
    exclusion: str | None
    amount: Decimal | None
    explanation_zh: str
    explanation_en: str
    evidence: str
    fingerprint: str
    evidence_digest: str
    untested: str | None
    county: int | None
    fund: str | None
    month: int | None

    @property
    def explanation(self) -> Message:
        """The sentence in both languages."""
        return Message(self.explanation_zh or "", self.explanation_en or "")

    @property
    def exclusions(self) -> list[str]:
        """Names of the exclusions that apply."""
        return names(self.exclusion)

    @property
    def parts(self) -> list[str]:
        """The parts of the subject."""
        return (self.subject or "").split("|")


def hits(findings: pa.Table) -> Iterator[Hit]:
    """The rows of `findings`, a few thousand in memory at a time."""
    for batch in findings.select(FINDINGS_SCHEMA.names).to_batches(max_chunksize=_CHUNK):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Hit(*row)


def names(text: str | None) -> list[str]:
    """A comma-separated list of names, taken apart."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def evidence_lines(text: str | None, most: int, language: Language = "zh") -> list[str]:
    """`file · sheet · 第 n 行: 姓名=…, 金额=…`, one line a row; beyond `most` only how many more there are."""
    rows = _rows(text)
    lines = [_line(row, language) for row in rows[:most]]
    more = len(rows) - most
    if more > 0:
        lines.append(Message(f"另有 {more} 行", f"and {more} more rows").say(language))
    return lines


def month_text(month: int | None) -> str:
    """202003 → `2020-03`."""
    return f"{month // 100}-{month % 100:02d}" if month else ""


def _rows(text: str | None) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _line(row: dict[str, Any], language: Language) -> str:
    number = row.get("row", "?")
    where = [row.get("file"), row.get("sheet"), Message(f"第 {number} 行", f"row {number}").say(language)]
    values = row.get("values")
    told = ", ".join(f"{k}={v}" for k, v in values.items() if v not in (None, "")) if isinstance(values, dict) else ""
    return " · ".join(str(part) for part in where if part) + (f": {told}" if told else "")
