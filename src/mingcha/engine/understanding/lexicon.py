"""The words that headers are built from, read from `data/lexicon.yml`: concepts, fillers, opposites, field codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "data" / "lexicon.yml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Lexicon:
    """`concepts`: word → what it means; `opposites`: concept → concepts that cannot stand for the same column."""

    concepts: dict[str, str]
    fillers: frozenset[str]
    turns: frozenset[str]
    opposites: dict[str, frozenset[str]]
    codes: dict[str, str]
    traditional: dict[int, str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the package; the first concept that claims a word keeps it."""
    raw = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=_LOADER)
    concepts: dict[str, str] = {}
    for concept, words in raw["concepts"].items():
        for word in words:
            concepts.setdefault(word, concept)
    opposites: dict[str, set[str]] = {}
    for group in raw["opposites"]:
        for concept in group:
            opposites.setdefault(concept, set()).update(set(group) - {concept})
    pairs = raw["traditional"]
    return Lexicon(
        concepts,
        frozenset(raw["fillers"]),
        frozenset(raw["turns"]),
        {concept: frozenset(others) for concept, others in opposites.items()},
        {code.replace("_", ""): text for code, text in raw["codes"].items()},
        {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)},
    )
