"""What a city writes down: logical rows by dataset, and the truth about what was planted."""

from collections.abc import Iterable
from typing import Any

from mingcha.engine.city.rules import CORE, NAMES, SUBJECTS

Row = dict[str, Any]


class Book:
    """Rows by dataset, columns as in the schemas; ids as 18 characters, money in yuan, days as dates."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}

    def add(self, dataset: str, **values: Any) -> Row:
        """Append one row; `_keep=True` says that its id must stay readable because an answer hangs on it."""
        self.rows.setdefault(dataset, []).append(values)
        return values


class Truth:
    """Subjects by rule: what must be reported, what must not, what may."""

    def __init__(self) -> None:
        self.positives: dict[int, dict[str, float | None]] = {}
        self.negatives: dict[int, dict[str, str]] = {}
        self.optional: dict[int, dict[str, str]] = {}

    def hit(self, rule: int, *subject: Any, amount: float | None = None) -> None:
        """A finding that a correct run reports; amounts of one subject add up."""
        key = "|".join(str(part) for part in subject)
        found = self.positives.setdefault(rule, {})
        before = found.get(key)
        found[key] = amount if before is None or amount is None else round(before + amount, 2)

    def miss(self, rule: int, *subject: Any, why: str) -> None:
        """A look-alike that must not be reported as a finding."""
        self.negatives.setdefault(rule, {})["|".join(str(part) for part in subject)] = why

    def maybe(self, rule: int, *subject: Any, why: str) -> None:
        """A subject that counts neither way."""
        self.optional.setdefault(rule, {})["|".join(str(part) for part in subject)] = why

    def as_rules(self) -> dict[str, Any]:
        """The `rules` part of truth.json."""
        return {str(rule): self._rule(rule) for rule in NAMES}

    def _rule(self, rule: int) -> dict[str, Any]:
        hits = self.positives.get(rule, {})
        positives = [{"subject": s} | ({} if a is None else {"amount": round(a, 2)}) for s, a in sorted(hits.items())]
        return {
            "name": NAMES[rule],
            "subject": SUBJECTS[rule],
            "core": rule in CORE,
            "positives": positives,
            "negatives": _reasons(self.negatives.get(rule, {}), hits),
            "optional": _reasons(self.optional.get(rule, {}), hits),
        }


def _reasons(found: dict[str, str], hits: Iterable[str]) -> list[dict[str, str]]:
    """Subjects with reasons; a subject that is also a hit is left out."""
    positive = set(hits)
    return [{"subject": s, "why": why} for s, why in sorted(found.items()) if s not in positive]
