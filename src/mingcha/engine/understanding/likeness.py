"""How alike a header and a column's spelling are when they are not equal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from mingcha.engine.understanding.meaning import alike, opposed
from mingcha.engine.understanding.wording import ACCOUNT, AMOUNT, DATE, ID, MONTH, NAME, PHONE, PLATE, STRONG, UC

#: Bare `身份证号` may well be `领款人身份证号`; bare `日期` is no particular date.
_BARE = {ID: 0.74, UC: 0.74, ACCOUNT: 0.74, PHONE: 0.74, PLATE: 0.8, NAME: 0.72, AMOUNT: 0.72}
#: Characters that turn a meaning round: two texts that differ in one of them are different columns.
_TURNING = ("被", "非", "未", "是否", "前", "后", "副")
_TIMES = frozenset({MONTH, DATE})
_NO_MARKS = {ord(mark): None for mark in STRONG}
_MEANT = 0.97
_NOTHING: Mapping[str, float] = {}


def likeness(header: str, spelling: str, rarity: Mapping[str, float] = _NOTHING) -> float:
    """0..1 for two spellings made comparable by `wording`; 0 when they name different ideas."""
    if header == spelling:
        return 1.0
    (ideas, left), (others, right) = _parted(header), _parted(spelling)
    if ideas != others:
        if (ideas ^ others) != _TIMES:
            return 0.0
        return 0.9 * likeness(header.replace(MONTH, DATE), spelling.replace(MONTH, DATE), rarity)
    if _turned(header, spelling) or opposed(header, spelling):
        return 0.0
    head = next(iter(ideas), "")
    if not left or not right:
        return _BARE.get(head or max(header, spelling)[-1:], 0.5)
    return max(_MEANT * alike(header, spelling, rarity), _close(left, right))


@lru_cache(maxsize=100_000)
def _parted(spelling: str) -> tuple[frozenset[str], str]:
    """The ideas that exclude each other, and the text without their marks."""
    return STRONG.intersection(spelling), spelling.translate(_NO_MARKS)


def _close(left: str, right: str) -> float:
    """Likeness of two texts letter by letter; finds slips of the pen, and one text within the other."""
    ratio = fuzz.ratio(left, right) / 100
    short, long = sorted((left, right), key=len)
    if len(short) >= 2 and short in long:
        ratio = max(ratio, 0.6 + 0.4 * len(short) / len(long))
    if len(short) <= 2 and short not in long:
        ratio *= 0.8
    return 0.94 * ratio


def _turned(left: str, right: str) -> bool:
    return turning(left) != turning(right)


@lru_cache(maxsize=100_000)
def turning(text: str) -> frozenset[str]:
    """The words in `text` that turn a meaning round."""
    return frozenset(word for word in _TURNING if word in text)
