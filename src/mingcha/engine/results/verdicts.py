"""What a verifier concluded about one finding."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from mingcha.kernel.messages import Message

#: How a verdict relates to the findings known when it was recorded. All are kept; only the first two count a rule.
Standing = Literal["current", "changed_evidence", "other_version", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """
    One answered row of a findings workbook.

    `source` is the hash of the workbook's bytes, `where` sheet and row in it. `excluded` rows are no findings, so their
    verdicts say nothing about the rule's precision.
    """

    rule_id: str
    rule_version: int
    fingerprint: str
    evidence_digest: str
    outcome: str
    note: str = ""
    verifier: str = ""
    verified_on: date | None = None
    excluded: bool = False
    source: str = ""
    where: str = ""
    standing: Standing = "current"

    @property
    def matter(self) -> tuple[str, int, str, str]:
        """What the verdict is about: a later verdict on the same matter replaces an earlier one."""
        return self.rule_id, self.rule_version, self.fingerprint, self.evidence_digest

    @property
    def answer(self) -> tuple[str, str, str, date | None]:
        """What it says."""
        return self.outcome, self.note, self.verifier, self.verified_on

    def as_record(self) -> dict[str, Any]:
        """Plain values for a line of the ledger."""
        return {**asdict(self), "verified_on": self.verified_on.isoformat() if self.verified_on else None}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Verdict:
        """The verdict a line of the ledger holds."""
        day = record.get("verified_on")
        known = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**known, "verified_on": date.fromisoformat(day) if day else None})


@dataclass(frozen=True)
class BadRow:
    """A row of the workbook that could not be taken: sheet, physical row, a sentence."""

    sheet: str
    row: int
    message: Message


class Feedback(NamedTuple):
    """What a workbook holds: verdicts that can be recorded, and rows that a person must look at again."""

    verdicts: list[Verdict]
    problems: list[BadRow]
