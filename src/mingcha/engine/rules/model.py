"""What a rule says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mingcha.kernel.messages import Message

Strength = Literal["A", "B", "C"]

#: Kinds of subject parts that are pseudonyms, and the kind of key they carry.
KEY_KINDS: Mapping[str, str] = {
    "person_id": "person",
    "party_id": "party",
    "uscc": "uscc",
    "plate": "plate",
    "account": "account",
    "phone": "phone",
    "ref": "ref",
}


@dataclass(frozen=True)
class SubjectPart:
    """
    One part of the subject key: a column of the rule's result and its type (`person_id`, `ref`, `text`, …).

    Neighbours of one type are put in ascending order of their text, unless `placed` (written `person_id!`): then the
    position means something (payee before cadre, earlier before later).
    """

    column: str
    type: str
    placed: bool = False


@dataclass(frozen=True)
class ParameterValue:
    """A value in force from a day on, everywhere or in one county (six-digit code)."""

    value: int | str
    since: date
    county: int | None = None
    basis: str = ""


@dataclass(frozen=True)
class Parameter:
    """
    A threshold, grace or list element of local policy.

    `type` is int, money (written in yuan, used in fen), mu, decimal (used in ten-thousandths), text or list.
    """

    name: str
    type: str
    title: Message
    unit: str
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True)
class Exclusion:
    """A named circumstance in which a hit is not a finding. The rule returns BOOLEAN `x_<name>`."""

    name: str
    title: Message

    @property
    def column(self) -> str:
        """The result column that tells whether it applies."""
        return f"x_{self.name}"


@dataclass(frozen=True)
class Table:
    """A derived table: SQL over canonical tables, computed once a run. `sql` is one SELECT."""

    name: str
    sql: str
    inputs: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, str]  # name → stored type in SQL
    source: str  # file, for messages
    materialise: bool = True  # false: a mere selection of one table, kept as a view


@dataclass(frozen=True)
class Rule:
    """A matching rule. Never edited in a running system, only superseded by a higher version."""

    id: str
    catalogue: int
    version: int
    title: Message
    strength: Strength
    basis: tuple[str, ...]
    inputs: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Parameter]
    subject: tuple[SubjectPart, ...]
    exclusions: tuple[Exclusion, ...]
    explanation: Message
    verify: Message
    clears: Message
    sql: str
    source: str
    pack: str = "core"
    core: bool = False


def ordered(rule: Rule, parts: list[str]) -> list[str]:
    """Subject texts with neighbours of one unplaced type in ascending order, so that a pair has one key."""
    result = list(parts)
    start = 0
    for end in range(1, len(parts) + 1):
        same = end < len(parts) and rule.subject[end].type == rule.subject[start].type
        if not same:
            if not any(p.placed for p in rule.subject[start:end]):
                result[start:end] = sorted(result[start:end])
            start = end
    return result
