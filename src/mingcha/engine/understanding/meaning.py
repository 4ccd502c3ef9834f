"""What a header says, as tokens: concepts of the lexicon, marks of ideas, fillers, and single unknown characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mingcha.engine.understanding.lexicon import lexicon
from mingcha.engine.understanding.wording import (
    ACCOUNT,
    AMOUNT,
    DATE,
    ID,
    KIND,
    MONTH,
    NAME,
    NUMBER,
    PHONE,
    PLATE,
    TOWN,
    UC,
    VILLAGE,
    fold,
    spelled,
)

#: Marks say what type of column it is, which the values confirm; they tell columns of one type apart only a little.
MARKS = frozenset({ID, UC, DATE, MONTH, ACCOUNT, PHONE, PLATE, VILLAGE, TOWN, AMOUNT, NAME, NUMBER, KIND, "补"})
_MARK, _FILLER, _CONCEPT, _UNKNOWN = 0.4, 0.12, 1.0, 0.5
#: Single characters that mean something only at the start and before a mark: 父身份证号, but not 失独父母姓名.
_PERSONS = frozenset("父母男女甲乙")
_BEFORE_A_MARK = frozenset("户止至满终注批") | _PERSONS
_LATIN = re.compile(r"[a-z0-9']+")

Tokens = tuple[tuple[str, float], ...]


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    """Words as headers spell them once ideas are marked → concept; fillers; a pattern that finds the longest first."""
    known = lexicon()
    concepts: dict[str, str] = {}
    for word, concept in known.concepts.items():
        concepts.setdefault(spelled(fold(word)), concept)
    fillers = frozenset(spelled(fold(word)) for word in known.fillers) - MARKS - set(concepts)
    longest = sorted((*concepts, *fillers), key=len, reverse=True)
    return concepts, fillers, re.compile("|".join(re.escape(word) for word in longest if word))


@lru_cache(maxsize=100_000)
def tokens(spelling: str) -> Tokens:
    """(token, weight) pairs of a spelling, each token once."""
    concepts, fillers, pattern = _words()
    found: dict[str, float] = {}
    at = 0
    while at < len(spelling):
        if spelling[at] in MARKS:
            found[spelling[at]] = _MARK
            at += 1
            continue
        word = pattern.match(spelling, at)
        text = word[0] if word and not _stray(spelling, at, word[0]) else ""
        latin = _LATIN.match(spelling, at)
        if latin and len(latin[0]) > len(text):
            found[latin[0]] = _CONCEPT
            at = latin.end()
        elif text:
            found[concepts.get(text, text)] = _FILLER if text in fillers else _CONCEPT
            at += len(text)
        else:
            found[spelling[at]] = _UNKNOWN
            at += 1
    return tuple(found.items())


def _stray(spelling: str, at: int, word: str) -> bool:
    following = spelling[at + 1 : at + 2]
    if word in _PERSONS and at > 0:
        return True
    return word in _BEFORE_A_MARK and bool(following) and following not in MARKS


@lru_cache(maxsize=100_000)
def concepts_of(spelling: str) -> frozenset[str]:
    """The concepts of the lexicon that a spelling names."""
    known = set(lexicon().concepts.values())
    return frozenset(token for token, _ in tokens(spelling) if token in known)


@lru_cache(maxsize=200_000)
def opposed(one: str, other: str) -> bool:
    """Whether two spellings differ in a concept that makes another column: 起 and 止, 监护人 and nobody."""
    known = lexicon()
    left, right = concepts_of(one), concepts_of(other)
    if (left ^ right) & known.turns:
        return True
    return any(known.opposites.get(token, frozenset()) & (right - left) for token in left - right)


def alike(one: str, other: str, rarity: Mapping[str, float]) -> float:
    """
    0..1: how much of what each of two spellings says the other says too; what `one` (the header) says counts more.

    `rarity` (0..1) weighs tokens by how well they tell the columns of a dataset apart; 合同 says little in contracts.
    """
    left = {token: weight * rarity.get(token, 1.0) for token, weight in tokens(one)}
    right = {token: weight * rarity.get(token, 1.0) for token, weight in tokens(other)}
    shared = sum(weight for token, weight in left.items() if token in right)
    if not shared:
        return 0.0
    return 0.55 * shared / sum(left.values()) + 0.45 * shared / sum(right.values())
