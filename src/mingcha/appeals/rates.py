"""
The three rates, each with its numerator and its denominator, and what is disclosed beside them. No database.

Every figure is a sum over lines (`lives.Line`), so that it is the same whether its month is closed or still running.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from mingcha.appeals.lives import Line
from mingcha.kernel.messages import Message

K = TypeVar("K", bound=Hashable)
_DAY = 86_400

#: Columns of the tables, in their order: code → words.
COUNTS: dict[str, Message] = {
    "received": Message("受理件数", "received"),
    "direct": Message("直接办理", "dealt with where it came in"),
    "passed_on": Message("交办", "passed on"),
    "ended": Message("办结", "ended"),
    "open": Message("未办结", "still open"),
    "overdue_ended": Message("超期办结", "ended late"),
    "overdue_open": Message("超期未办结", "late and open"),
    "overdue": Message("超期", "late"),
    "asked": Message("应响应", "to be taken up"),
    "responded": Message("按时响应", "taken up in time"),
    "to_solve": Message("应解决", "to be solved"),
    "solved": Message("已解决（经核实）", "solved (checked)"),
    "explained": Message("暂不可行、已说明", "not feasible, explained"),
    "declined": Message("不属受理范围", "declined"),
    "rateable": Message("可评价", "could be rated"),
    "rated": Message("已评价", "rated"),
    "unrated": Message("未评价", "not rated"),
    "satisfied": Message("满意和基本满意", "satisfied or mostly"),
    "extended": Message("延期件数", "extended"),
    "merged": Message("并案件数", "merged"),
    "handed_over": Message("转办件数", "handed over"),
    "climbed": Message("升级提办件数", "taken up by a higher level"),
    "repeated": Message("重办件数", "done again"),
}
#: Rates: code → (words, numerator, denominator).
RATES: dict[str, tuple[Message, str, str]] = {
    "response": (Message("响应率", "response rate"), "responded", "asked"),
    "solving": (Message("解决率", "solved rate"), "solved", "to_solve"),
    "satisfaction": (Message("满意率", "satisfied rate"), "satisfied", "rated"),
    "rating": (Message("评价率", "rating rate"), "rated", "rateable"),
    "lateness": (Message("超期率", "late rate"), "overdue", "received"),
}
#: What is published, and of which other count each is a part. No two of them add up to a third: what is hidden of one
#: cannot be had from the others (`suppression`).
PUBLISHED: dict[str, str] = {
    "received": "",
    "ended": "received",
    "overdue": "received",
    "asked": "received",
    "responded": "asked",
    "to_solve": "asked",
    "solved": "to_solve",
    "rateable": "received",
    "rated": "rateable",
    "satisfied": "rated",
}
PART_OF = {code: whole for code, whole in PUBLISHED.items() if whole}


@dataclass(frozen=True)
class Spread:
    """How long it took until a person answered: the middle and the ninth tenth, of `n` answered ones."""

    n: int
    median: Fraction | None
    p90: Fraction | None


@dataclass(frozen=True)
class Figures:
    """Counts of a set of appeals, and how long they waited for an answer by a person."""

    counts: dict[str, int]
    days: Spread
    workdays: Spread

    def rate(self, code: str) -> Fraction | None:
        """A rate as an exact fraction; None when nothing is to be divided by."""
        return share(self.counts, code)


def figures_of(lines: Iterable[Line]) -> Figures:
    """Everything that is counted of some appeals."""
    counted: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    seconds: list[int] = []
    workdays: list[int] = []
    for line in lines:
        for code in _marks(line):
            counted[code] += 1
        if line.answer_seconds is not None and line.answer_workdays is not None:
            seconds.append(line.answer_seconds)
            workdays.append(line.answer_workdays)
    return Figures(dict(counted), spread([Fraction(s, _DAY) for s in sorted(seconds)]), spread(sorted(workdays)))


def grouped(lines: Iterable[Line], key: Callable[[Line], K]) -> dict[K, Figures]:
    """The same for each group of them."""
    groups: dict[K, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: figures_of(found) for name, found in groups.items()}


def share(counts: Mapping[str, int | None], code: str) -> Fraction | None:
    """A rate of counts of which some may be hidden (None); None when it cannot be said."""
    _, above, below = RATES[code]
    part, whole = counts.get(above), counts.get(below)
    return Fraction(part, whole) if part is not None and whole else None


def spread(ordered: Sequence[int | Fraction]) -> Spread:
    """Of sorted values: the middle one (of two the mean), and the least that nine tenths do not exceed."""
    n = len(ordered)
    if not n:
        return Spread(0, None, None)
    middle = (Fraction(ordered[(n - 1) // 2]) + Fraction(ordered[n // 2])) / 2
    return Spread(n, middle, Fraction(ordered[-(-9 * n // 10) - 1]))


def _marks(line: Line) -> list[str]:
    """The counts in which an appeal stands."""
    merged, declined = line.standing == "merged", line.standing == "declined"
    ended = line.standing != "open"
    marks = {
        "received": True,
        "direct": not line.passed_on,
        "passed_on": line.passed_on,
        "ended": ended,
        "open": not ended,
        "overdue": line.late != "",
        "overdue_ended": line.late != "" and ended,
        "overdue_open": line.late != "" and not ended,
        "asked": not merged,
        "responded": not merged and line.responded == "in_time",
        "to_solve": not merged and not declined,
        "solved": line.standing == "solved",
        "explained": line.standing == "explained",
        "declined": declined,
        "rateable": line.rateable,
        "rated": line.rateable and line.grade != "",
        "unrated": line.rateable and line.grade == "",
        "satisfied": line.rateable and line.grade in ("satisfied", "basically"),
        "extended": line.extensions > 0,
        "merged": merged,
        "handed_over": line.hand_overs > 0,
        "climbed": line.climbs > 0,
        "repeated": line.repeats > 0,
    }
    return [code for code, holds in marks.items() if holds]
