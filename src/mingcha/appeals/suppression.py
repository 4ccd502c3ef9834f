"""
Small numbers hidden so that subtracting does not bring them back (criterion 20). No database.

A count from 1 to 4 tells of single people, and so does one that is 1 to 4 short of the whole it is a part of. Both are
hidden. Where the sum is known, what stays visible must not give the rest away: further rows are hidden until the hidden
ones are at least two, together five or more, and five or more short of their wholes together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
SMALL = 5
#: Counts of one row, and the table of rows by what they are called; None is hidden.
Row = Mapping[str, int]
Shown = dict[str, int | None]


def small(count: int, whole: int | None = None) -> bool:
    """Whether a count, or what it lacks of a whole, tells of single people."""
    return 0 < count < SMALL or (whole is not None and 0 < whole - count < SMALL)


def row(counts: Row, part_of: Mapping[str, str]) -> Shown:
    """A row by itself. A part is hidden with its whole, for it says how large that is at least."""
    shown: Shown = {}
    for code in _wholes_first(counts, part_of):
        whole = part_of.get(code)
        hidden = whole is not None and shown[whole] is None
        hidden = hidden or small(counts[code], counts[whole] if whole else None)
        shown[code] = None if hidden else counts[code]
    return {code: shown[code] for code in counts}


def table(rows: Mapping[K, Row], part_of: Mapping[str, str]) -> dict[K, Shown]:
    """The rows of a table whose sum is shown below it (by itself, with `row`)."""
    shown = {name: row(counts, part_of) for name, counts in rows.items()}
    codes = list(next(iter(rows.values()), {}))
    for code in _wholes_first(codes, part_of):
        whole = part_of.get(code)
        for name in shown:  # what was hidden of the whole for the sake of others is hidden of its parts
            if whole is not None and shown[name][whole] is None:
                shown[name][code] = None
        _complete(rows, shown, code, whole)
    return shown


def _complete(rows: Mapping[K, Row], shown: dict[K, Shown], code: str, whole: str | None) -> None:
    hidden = [name for name in rows if shown[name][code] is None]
    if not hidden:
        return
    # The next to go is the smallest that is left: as little as possible is lost. Names break ties, not the order given.
    left = sorted((name for name in rows if name not in hidden), key=lambda name: (rows[name][code], str(name)))
    while left and not _safe([rows[name] for name in hidden], code, whole):
        hidden.append(left.pop(0))
        shown[hidden[-1]][code] = None


def _safe(hidden: list[Row], code: str, whole: str | None) -> bool:
    together = sum(counts[code] for counts in hidden)
    if not together:
        return True  # nothing of nobody
    short = sum(counts[whole] - counts[code] for counts in hidden) if whole else SMALL
    return sum(counts[code] > 0 for counts in hidden) > 1 and together >= SMALL and short >= SMALL


def _wholes_first(codes: Iterable[str], part_of: Mapping[str, str]) -> list[str]:
    def depth(code: str) -> int:
        return 1 + depth(part_of[code]) if code in part_of else 0

    return sorted(codes, key=depth)
