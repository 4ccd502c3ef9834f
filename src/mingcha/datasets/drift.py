"""Whether a file differs so much from the one before it that a person must say why. Pure; the limits are dated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingcha.engine.running.drift import Drift
from mingcha.kernel.messages import Message

_LIMITS = Path(__file__).parent / "data" / "drift.yml"


@dataclass(frozen=True)
class Excess:
    """One measure beyond its limit, and the sentence about it."""

    dataset: str
    measure: str
    value: int
    limit: int
    message: Message


@cache
def _known() -> dict[str, Any]:
    known: dict[str, Any] = yaml.safe_load(_LIMITS.read_text(encoding="utf-8"))
    return known


def limits(on: date) -> dict[str, int]:
    """Every measure's limit on a day: the newest value that has begun, or the first one before that."""
    chosen = {}
    for name, known in _known().items():
        begun = [v for v in known["values"] if v["from"] <= on] or known["values"][:1]
        chosen[name] = int(max(begun, key=lambda v: v["from"])["value"])
    return chosen


def measure_title(name: str) -> Message:
    """What a measure is called."""
    title = _known()[name]["title"]
    return Message(title["zh"], title["en"])


def measures(drift: Drift) -> dict[str, int]:
    """The measures that have limits: per cent for the rows, thousandths for the others."""
    high, low = max(drift.rows, drift.rows_before), min(drift.rows, drift.rows_before)
    return {
        "rows_factor_percent": 100 * high // max(low, 1),
        "new": 1000 * drift.new // max(drift.subjects, 1),
        "gone": 1000 * drift.gone // max(drift.subjects_before, 1),
        "moved": drift.moved,
    }


def excesses(drift: Drift, titles: Mapping[str, Message], on: date) -> list[Excess]:
    """What is beyond its limit on a day; `titles` are the names of the datasets."""
    allowed = limits(on)
    title = titles[drift.dataset]
    return [
        Excess(drift.dataset, name, value, allowed[name], _sentence(name, value, allowed[name], drift, title))
        for name, value in measures(drift).items()
        if value > allowed[name]
    ]


def _sentence(name: str, value: int, limit: int, drift: Drift, title: Message) -> Message:
    if name == "rows_factor_percent":
        return Message(
            f"“{title.zh}”本次{drift.rows:,}行，上次放行{drift.rows_before:,}行，超过{limit}%的界限。",
            f"“{title.en}” has {drift.rows:,} rows, {drift.rows_before:,} when last released: beyond {limit} per cent.",
        )
    zh, en = _WORDS[name]
    return Message(
        f"“{title.zh}”{zh}{value / 10:.1f}%，超过{limit / 10:.1f}%的界限。",
        f"“{title.en}”: {en} {value / 10:.1f}%, beyond the limit of {limit / 10:.1f}%.",
    )


_WORDS = {
    "new": ("中上次没有的对象占", "subjects that were not there before are"),
    "gone": ("中上次有、本次没有的对象占", "subjects that have vanished are"),
    "moved": ("中改换了对象的行占", "rows that changed hands are"),
}
