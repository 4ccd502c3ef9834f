"""The numbers of the overview: every tile and bar counts findings that its reader may see, and opens just those."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from mingcha.accounts.models import User
from mingcha.kernel.messages import Message
from mingcha.matching import places, tallies
from mingcha.matching.models import RuleVersion
from mingcha.matching.states import FINDING, PRESENCE
from mingcha.matching.wording import month_text
from mingcha.org.language import say

_SHOWN = ("total", "state", "presence", "rule_key", "strength", "fund", "month")
#: Bars of one chart.
MOST_BARS = 20


@dataclass(frozen=True)
class Bar:
    """A number with its name and the address of the rows it counts."""

    name: str
    count: int
    amount_fen: int
    address: str


@dataclass(frozen=True)
class Chart:
    """Bars of one kind; `code` names it for machines; `more` values are not drawn."""

    code: str
    title: Message
    bars: Sequence[Bar]
    more: int


@dataclass(frozen=True)
class Overview:
    """Tiles and charts."""

    total: Bar
    states: Sequence[Bar]
    presences: Sequence[Bar]
    charts: Sequence[Chart]


def of(user: User, *, at: datetime) -> Overview:
    """What `user` may see, excluded hits left out."""
    counted = tallies.count(user, at=at, only=_SHOWN)
    rules = {r.rule_id: str(r) for r in RuleVersion.objects.exclude(state__in=("draft", "proposed", "superseded"))}
    counties = places.county_names(int(code) for code in counted["county"])
    return Overview(
        _bar(say(Message("全部疑点", "all findings")), counted["total"].get("", (0, 0)), {}),
        _bars("state", counted["state"], lambda word: say(FINDING.states[word])),
        _bars("presence", counted["presence"], lambda word: say(PRESENCE[word])),
        (
            _chart("rule", Message("按规则", "by rule"), counted["rule_key"], lambda key: rules.get(key, key)),
            _chart(
                "county", Message("按县市区", "by county"), counted["county"], lambda code: counties.get(int(code), "–")
            ),
            _chart("strength", Message("按强度", "by strength"), counted["strength"], str),
            _chart("fund", Message("按资金", "by fund"), counted["fund"], lambda fund: fund or "–"),
            _chart(
                "month", Message("按起始月份", "by first month"), counted["month"], lambda m: month_text(int(m)) or "–"
            ),
        ),
    )


Counts = Mapping[str, tuple[int, int]]


def _chart(code: str, title: Message, counts: Counts, name: Callable[[str], str]) -> Chart:
    bars = _bars(code, counts, name)
    if code in ("month", "strength"):
        bars.sort(key=lambda bar: bar.name)
        return Chart(code, title, bars[-60:], max(0, len(bars) - 60))
    return Chart(code, title, bars[:MOST_BARS], max(0, len(bars) - MOST_BARS))


def _bars(code: str, counts: Counts, name: Callable[[str], str]) -> list[Bar]:
    found = [
        _bar(name(value), known, {code: value if value != "" else "-"}) for value, known in counts.items() if known[0]
    ]
    return sorted(found, key=lambda bar: (-bar.count, bar.name))


def _bar(name: str, known: tuple[int, int], filters: Mapping[str, Any]) -> Bar:
    query = urlencode(dict(filters))
    return Bar(name, known[0], known[1], reverse("findings") + (f"?{query}" if query else ""))
