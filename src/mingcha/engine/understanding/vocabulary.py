"""What the specs call things, ready to be looked up: spellings → columns, and how telling each spelling is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.engine.understanding.wording import wording

#: Headers that belong to no dataset and say nothing: row numbers.
SERIALS = frozenset({"序号", "序", "行号", "no", "no.", "#", "id", "sn", "index", "rownum", "项次", "排序"})


@dataclass(frozen=True)
class Entry:
    """
    One dataset's spellings: `exact` spelling → column (first claim wins), `all` pairs in spec order.

    `heard` remembers what a header was compared to: the same headers come back in every monthly sheet.
    """

    spec: DatasetSpec
    exact: dict[str, str]
    all: tuple[tuple[str, str], ...]
    heard: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Vocabulary:
    """All datasets' spellings and in how many datasets each occurs."""

    entries: dict[str, Entry]
    claims: Counter[str]
    weights: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def knows(self, text: str) -> bool:
        """Whether any dataset has a column written `text`."""
        known = wording(text)
        return known.folded in SERIALS or any(spelling in self.claims for spelling in known.spellings)

    def weight(self, text: str) -> float:
        """How telling a header is (0.2..1): one that a single dataset claims is worth 1, 姓名 and 备注 little."""
        if text not in self.weights:
            claims = max((self.claims[spelling] for spelling in wording(text).spellings), default=0)
            self.weights[text] = max(0.2, float(claims**-0.6)) if claims else 0.5
        return self.weights[text]


_BUILT: dict[tuple[str, ...], Vocabulary] = {}


def vocabulary(specs: Mapping[str, DatasetSpec]) -> Vocabulary:
    """The vocabulary of `specs`, built once per content."""
    key = tuple(spec.digest() for spec in specs.values())
    if key not in _BUILT:
        _BUILT[key] = _build(specs)
    return _BUILT[key]


def _build(specs: Mapping[str, DatasetSpec]) -> Vocabulary:
    entries = {name: _entry(spec) for name, spec in specs.items()}
    claims: Counter[str] = Counter()
    for entry in entries.values():
        claims.update(entry.exact.keys())
    return Vocabulary(entries, claims)


def _entry(spec: DatasetSpec) -> Entry:
    columns = list(spec.columns.values())
    own = [(wording(column.name).spellings[0], column.name) for column in columns]
    pairs = [(s, c.name) for c in columns for text in spellings(c) for s in wording(text).spellings[:1]]
    weak = [(s, c.name) for c in columns for text in spellings(c) for s in wording(text).spellings[1:]]
    exact: dict[str, str] = {}
    for spelling, column in own + pairs + weak:
        exact.setdefault(spelling, column)
    return Entry(spec, exact, tuple(dict.fromkeys(pairs)))


def spellings(column: ColumnSpec) -> tuple[str, ...]:
    """Every way to write a column's header: aliases, titles, its own name."""
    return (*column.aliases, column.title_zh, column.title_en, column.name)
