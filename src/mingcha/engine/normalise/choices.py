"""Columns that may hold only certain words: enums of a spec, and yes or no."""

from __future__ import annotations

from functools import lru_cache

from mingcha.engine.normalise.cells import Cell, Scalar
from mingcha.kernel.identifiers import FOLD

_EMPTY = frozenset(("", "-", "--", "—", "/", "NULL", "NONE", "NAN", "N/A", "#N/A"))
_YES = frozenset("是 √ ✓ ✔ ☑ 对 有 Y YES TRUE T 1 1.0 真".split())
_NO = frozenset("否 × ✗ ✘ X 错 无 非 没有 未 不是 N NO FALSE F 0 0.0 假".split())


def choice(values: dict[str, tuple[str, ...]]) -> Scalar:
    """
    How a column with these codes and words is read: the code itself, a word, else the longest word contained.

    Words of different codes that are equally long and both contained say nothing. A code `other` takes every word
    that is none of the others.
    """
    exact = {_folded(w): code for code, words in values.items() for w in (*words, code)}
    words = sorted(((_folded(w), code) for code, ws in values.items() for w in ws), key=lambda pair: -len(pair[0]))

    @lru_cache(maxsize=1 << 12)
    def read(text: str) -> Cell:
        word = _folded(text)
        if word in _EMPTY:
            return Cell(None, "MISSING")
        if word in exact:
            return Cell(exact[word])
        held = [(len(w), code) for w, code in words if w in word and not w.isdigit()]
        codes = {code for size, code in held if size == held[0][0]}
        if len(codes) == 1:
            return Cell(codes.pop())
        return Cell("other") if "other" in values else Cell(None, "BAD_CODE")

    return read


@lru_cache(maxsize=1 << 10)
def yes_or_no(text: str) -> Cell:
    """True or False; else MISSING or BAD_BOOL."""
    word = _folded(text)
    if word in _EMPTY:
        return Cell(None, "MISSING")
    return Cell(word in _YES) if word in _YES or word in _NO else Cell(None, "BAD_BOOL")


def _folded(text: str) -> str:
    return text.translate(FOLD).upper()
