"""What a run leaves behind, for people and machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pyarrow as pa

from mingcha.engine.quality.model import QualityIssue, SheetQuality
from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.rules.model import Rule
from mingcha.engine.understanding.model import NotUnderstood
from mingcha.kernel.messages import Message

#: `findings.parquet`. The first twelve columns are the contract for machines; the rest serve charts and reviewers.
FINDINGS_SCHEMA = pa.schema(
    [
        ("rule_id", pa.string()),
        ("catalogue", pa.int32()),
        ("rule_version", pa.int32()),
        ("subject", pa.string()),  # real identifiers when unmasked, pseudonyms otherwise
        ("strength", pa.string()),
        ("excluded", pa.bool_()),
        ("exclusion", pa.string()),  # names of the exclusions that apply, comma separated
        ("amount", pa.decimal128(18, 2)),  # yuan
        ("explanation_zh", pa.string()),
        ("explanation_en", pa.string()),
        ("evidence", pa.string()),  # JSON list of {dataset, file, sheet, row, values}
        ("fingerprint", pa.string()),  # of rule and subject, stable across runs under one secret
        ("evidence_digest", pa.string()),  # changes when the evidence rows change
        ("untested", pa.string()),  # exclusions that could not be tested: dataset or column missing, comma separated
        ("county", pa.int32()),
        ("fund", pa.string()),
        ("month", pa.int32()),  # YYYYMM of the first offending month
    ]
)
#: What is kept of findings in the store: the columns for machines, and what a platform needs to know who may see them.
KEPT_SCHEMA = pa.schema(
    [
        *FINDINGS_SCHEMA,
        ("named", pa.list_(pa.int64())),  # pseudonyms of all persons and bodies of the subject and the evidence rows
        ("area", pa.int64()),  # twelve-digit code of the first evidence row that has one
    ]
)
QUARANTINE_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("value_masked", pa.string()),
        ("fatal", pa.bool_()),  # the whole row was set aside; otherwise only this cell
    ]
)

RuleStatus = Literal["ran", "planned", "skipped", "refused", "failed"]


@dataclass(frozen=True)
class RuleReport:
    """
    What became of one rule: `ran`; `skipped` (inputs missing); `refused` (inputs below the quality threshold);
    `failed` (the rule itself). `message` says why when it did not run.
    """

    rule: Rule
    status: RuleStatus
    message: Message | None = None
    findings: int = 0
    excluded: int = 0
    amount_fen: int = 0
    seconds: float = 0.0
    sql: str = ""
    untested: tuple[str, ...] = ()
    reused: bool = False  # taken from an earlier run with the same inputs


@dataclass(frozen=True)
class RejectedCell:
    """A cell that was refused: zero-based position in the row, reason code, a possible value or ""."""

    index: int
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class RejectedBlock:
    """Rows of one sheet that go back to the department: header texts, then (physical row, cells, refused cells)."""

    origin: Origin
    dataset: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], tuple[RejectedCell, ...]], ...]


@dataclass(frozen=True)
class RunSummary:
    """Everything a report needs to know about a run besides the findings themselves."""

    as_of: date
    started_at: datetime
    seconds: float
    folder: str  # name of the input folder, not its path
    unmasked: bool
    purpose: str
    sheets: tuple[SheetQuality, ...]
    not_understood: tuple[NotUnderstood, ...]
    failures: tuple[ReadFailure, ...]
    issues: tuple[QualityIssue, ...]
    rules: tuple[RuleReport, ...]
    demo: bool = False
    broken: tuple[Message, ...] = ()  # rule files that could not be read, each with what is wrong
