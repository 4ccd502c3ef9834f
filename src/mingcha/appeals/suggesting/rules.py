"""What the words of a text point to: category, kind, urgency, place, each with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.appeals.suggesting.lists import lists

#: A spot as people name it: a group of the village, or something at which one meets.
_SPOT = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})组(?:的?(?:路口|晒谷坪|泵站|山塘|桥头|水渠|垃圾池|井边))?"
    r"|[\u4e00-\u9fff]{2,4}(?:桥头|水库|泵站|大桥|小学|卫生室|加油站|晒谷坪|祠堂|渡口|路口)"
)
#: Two characters that begin a spot by mistake: what stands before it in a sentence.
_BEFORE = re.compile(r"^.*?(?:在|到|从|去|是|的|和|我们|我|村)(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class Pointed:
    """What words point to, and which words."""

    code: str
    words: tuple[str, ...]


def category_of(text: str) -> Pointed | None:
    """The category for which most words speak; None when none does. Of two equal ones that which is named first."""
    return _most(text, lists().categories)


def kind_of(text: str) -> Pointed:
    """A kind; `request` when no word speaks for another."""
    return _most(text, lists().kinds) or Pointed("request", ())


def urgency_of(text: str) -> tuple[str, ...]:
    """The words that speak of danger."""
    return _found(text, lists().urgent)


def spot_of(text: str) -> str:
    """Where, as the text says it; "" when it does not."""
    match = _SPOT.search(text)
    return _BEFORE.sub("", match[0]) if match else ""


def is_wanting(text: str) -> bool:
    """Whether something is wrong or wanted."""
    return any(word in text for word in lists().wanting)


def _most(text: str, words: Mapping[str, Sequence[str]]) -> Pointed | None:
    found = [Pointed(code, hits) for code, known in words.items() if (hits := _found(text, known))]
    return min(found, key=lambda one: (-sum(map(len, one.words)), text.find(one.words[0])), default=None)


def _found(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """Words of a list that stand in the text, without those inside a longer one of it."""
    hits = [word for word in words if word in text]
    return tuple(word for word in hits if not any(word != other and word in other for other in hits))
