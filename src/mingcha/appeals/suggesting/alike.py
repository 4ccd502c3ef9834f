"""
Which texts are about the same: TF-IDF of character n-grams and of words that mean one thing, by cosine; and the place,
without which the same fault at two ends of a village would be one. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from mingcha.appeals.suggesting import rules
from mingcha.appeals.suggesting.grams import grams_of, normal
from mingcha.appeals.suggesting.lists import lists

#: One to three characters: a typo spoils the longer ones around it, the single ones still meet.
_SHORTEST, _LONGEST = 1, 3
#: What a word of one meaning weighs beside an n-gram.
_MEANING = 4.0
#: What is left of a likeness when both say where and it is elsewhere, and when one does not say.
_ELSEWHERE, _UNSAID = 0.2, 0.6
#: How many of the shared words are shown.
_TOLD = 4
_SHORT_PLACE = 2


@dataclass(frozen=True)
class Told:
    """What somebody wrote, and what they said of the place in its own field."""

    text: str
    spot: str = ""


@dataclass(frozen=True)
class Likeness:
    """Which of the texts, how alike from 0 to 1, the words that they share, and the place if it is the same."""

    index: int
    score: float
    shared: tuple[str, ...]
    place: str = ""


def alike(one: Told, others: Sequence[Told], *, most: int = 5, least: float = 0.0) -> list[Likeness]:
    """Those of `others` that are most like `one`, the most alike first. Places are known from the fields of all."""
    known = {spot for told in (one, *others) if len(spot := normal(told.spot)) >= _SHORT_PLACE}
    bags = [_bag(told.text) for told in (one, *others)]
    seen = Counter(gram for bag in bags for gram in bag)
    rare = {gram: log((1 + len(bags)) / (1 + count)) + 1 for gram, count in seen.items()}
    own, here = _vector(bags[0], rare), _places(one, known)
    found = []
    for index, bag in enumerate(bags[1:]):
        shared = own.keys() & bag.keys()
        if shared:
            other = _vector(bag, rare)
            parts = {gram: own[gram] * other[gram] for gram in shared}
            factor, place = _by_place(here, _places(others[index], known))
            found.append((sum(parts.values()) * factor, index, parts, place))
    found.sort(key=lambda each: (-each[0], each[1]))
    return [Likeness(index, score, _words(parts), at) for score, index, parts, at in found[:most] if score >= least]


def _bag(text: str) -> dict[str, float]:
    """N-grams and meanings of a text with what they weigh before it is known how rare they are."""
    said, known = normal(text), lists()
    meant = {f"#{n}": sum(word in said for word in line) for n, line in enumerate(known.same)}
    for word in known.polite:
        said = said.replace(word, " ")
    grams = Counter(grams_of(said, _SHORTEST, _LONGEST))
    weighed = {gram: (1 + log(count)) * len(gram) ** 0.5 for gram, count in grams.items()}
    return weighed | {name: _MEANING * (1 + log(count)) for name, count in meant.items() if count}


def _vector(bag: Mapping[str, float], rare: Mapping[str, float]) -> dict[str, float]:
    weighed = {gram: weight * rare[gram] for gram, weight in bag.items()}
    length = sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {gram: value / length for gram, value in weighed.items()}


def _places(told: Told, known: Collection[str]) -> set[str]:
    """Places that are named, in the field or in the text; of one within another the longer."""
    said = normal(f"{told.spot} {told.text}")
    found = {place for place in known if place in said} | {normal(spot) for spot in (rules.spot_of(told.text),) if spot}
    found = found or {place for place in known if _misspelt(place, said)}
    return {place for place in found if not any(place != other and place in other for other in found)}


def _misspelt(place: str, said: str) -> bool:
    """Whether a place of three characters or more stands there with one of them lost."""
    return len(place) > _SHORT_PLACE and any(place[:n] + place[n + 1 :] in said for n in range(len(place)))


def _by_place(here: set[str], there: set[str]) -> tuple[float, str]:
    if not here or not there:
        return _UNSAID, ""
    same = [one for one in here for other in there if one in other or other in one]
    return (1.0, max(same, key=len)) if same else (_ELSEWHERE, "")


def _words(parts: Mapping[str, float]) -> tuple[str, ...]:
    chosen: list[str] = []
    for gram in sorted(parts, key=lambda one: (-parts[one] * len(one), one)):
        if len(gram) > 1 and gram[0] != "#" and not any(gram in other or other in gram for other in chosen):
            chosen.append(gram)
    return tuple(chosen[:_TOLD])
