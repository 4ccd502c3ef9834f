"""What the specs call things, ready to be looked up: spellings → columns, and how telling each spelling is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingcha.engine.understanding.meaning import tokens
from mingcha.engine.understanding.roles import derived
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.engine.understanding.wording import wording

#: Headers that belong to no dataset and say nothing: row numbers.
SERIALS = frozenset({"序号", "序", "行号", "no", "no.", "#", "id", "sn", "index", "rownum", "项次", "排序"})


@dataclass(frozen=True)
class Entry:
    """
    One dataset's spellings: `exact` spelling → columns that write it so, the likelier first; `all` pairs in spec order.

    `rank` (spelling, column) → place among the column's aliases; `rarity` token → how well it tells columns apart;
    `bags` column → tokens of all its spellings.
    `heard` remembers what a header was compared to: the same headers come back in every monthly sheet.
    """

    spec: DatasetSpec
    exact: dict[str, tuple[str, ...]]
    all: tuple[tuple[str, str], ...]
    rank: dict[tuple[str, str], int]
    rarity: dict[str, float]
    bags: dict[str, frozenset[str]]
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
    written = own + pairs + weak
    taken = {spelling for spelling, _ in written}
    follows = [pair for pair in derived(spec, dict.fromkeys(pairs)) if pair[0] not in taken]
    exact: dict[str, tuple[str, ...]] = {}
    rank: dict[tuple[str, str], int] = {}
    for spelling, column in written + follows:
        if column not in exact.get(spelling, ()):
            exact[spelling] = (*exact.get(spelling, ()), column)
            rank[spelling, column] = sum(name == column for _, name in rank)
    return Entry(spec, exact, tuple(dict.fromkeys(pairs + follows)), rank, _rarity(spec, pairs), _bags(spec, pairs))


def _rarity(spec: DatasetSpec, pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Tokens that many columns share, or that name the dataset itself, tell little: 合同 in a list of contracts."""
    holders: dict[str, set[str]] = {}
    for spelling, column in pairs:
        for token, _ in tokens(spelling):
            holders.setdefault(token, set()).add(column)
    topic = {token for word in (*spec.words, spec.title_zh) for token, _ in tokens(wording(word).spellings[0])}
    return {
        token: max(0.2, 1.0 - 1.6 * (len(columns) - 1) / len(spec.columns)) * (0.6 if token in topic else 1.0)
        for token, columns in holders.items()
    }


def _bags(spec: DatasetSpec, pairs: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(token for spelling, column in pairs if column == name for token, _ in tokens(spelling))
        for name in spec.columns
    }


def spellings(column: ColumnSpec) -> tuple[str, ...]:
    """Every way to write a column's header: aliases, titles, its own name."""
    return (*column.aliases, column.title_zh, column.title_en, column.name)
