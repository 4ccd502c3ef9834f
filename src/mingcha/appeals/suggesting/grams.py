"""Texts as counts of character n-grams, hashed: no vocabulary is kept, so that none can be read out of a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

from mingcha.appeals.suggesting.lists import lists

#: As many numbers as grams are hashed to; a power of two.
SIZE = 2**17
SHORTEST, LONGEST = 2, 4
#: Characters of a text that are looked at.
_MOST = 600
_DIGITS, _ELSE = re.compile(r"\d+"), re.compile(r"[^\w\u3400-\u9fff]+|_")


def normal(text: str) -> str:
    """Lower case, numbers without their digits, dialect as the written language has it, without punctuation."""
    text = _DIGITS.sub("0", text[:_MOST].lower())
    for word, meant in lists().dialect.items():
        text = text.replace(word, meant)
    return _ELSE.sub(" ", text).strip()


def grams_of(text: str, shortest: int = SHORTEST, longest: int = LONGEST) -> Iterator[str]:
    """The n-grams of a normal text, none across a gap."""
    for part in text.split():
        for n in range(shortest, longest + 1):
            for start in range(len(part) - n + 1):
                yield part[start : start + n]


def number_of(gram: str) -> int:
    """Where a gram is counted. CRC-32: the same on every machine and in every version."""
    return crc32(gram.encode()) & (SIZE - 1)


def counted(text: str) -> Counter[int]:
    """How often each number comes in a text as people wrote it."""
    return Counter(number_of(gram) for gram in grams_of(normal(text)))
