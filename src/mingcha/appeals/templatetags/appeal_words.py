"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from django import template

from mingcha.appeals import rates, states
from mingcha.appeals.rate_tables import CUTS
from mingcha.kernel.messages import Message
from mingcha.org.language import say

register = template.Library()
#: Tabler's colours; the word beside them says the same.
_COLOURS = {
    "received": "bg-yellow-lt",
    "handling": "bg-blue-lt",
    "answered": "bg-azure-lt",
    "solved": "bg-green-lt",
    "closed": "bg-green-lt",
    "blue": "bg-blue-lt",
    "yellow": "bg-yellow-lt",
    "red": "bg-red-lt",
}
_WHY: Mapping[str, Message] = {
    "filed": Message("登记时", "when it was filed"),
    "accepted": Message("受理后", "when it was accepted"),
    "wrong_door": Message("转办", "handed over"),
    "climbed": Message("升级", "climbed"),
    "assigned": Message("监督人员指定", "set by a supervisor"),
    "away": Message("人员变动", "somebody is away"),
    "reopened": Message("重新办理", "opened again"),
}

_BULLETIN_ACTS: Mapping[str, Message] = {
    "propose": Message("提交审定", "put forward"),
    "return": Message("退回修改", "return"),
    "publish": Message("审定并发布", "approve and publish"),
}
_TENTHS = 1_000


def _word(words: Mapping[str, Message]) -> Callable[[str], str]:
    return lambda code: say(words[code]) if code in words else code


for _name, _words in (
    ("appeal_state", states.APPEAL.states),
    ("appeal_kind", states.KINDS),
    ("appeal_way", states.WAYS),
    ("appeal_outcome", states.OUTCOMES),
    ("appeal_how", states.CHECKERS),
    ("appeal_card", states.CARDS),
    ("appeal_why", _WHY),
    ("rate_word", rates.COUNTS),
    ("rate_cut", CUTS),
    ("bulletin_state", states.BULLETIN.states),
    ("bulletin_act", _BULLETIN_ACTS),
):
    register.filter(_name, _word(_words))


@register.filter
def appeal_colour(word: str) -> str:
    """The colour of a badge."""
    return _COLOURS.get(word, "bg-secondary-lt")


@register.filter
def percent(share: Fraction | None) -> str:
    """A share with one digit behind the point, halves up; a dash when it cannot be said."""
    if share is None:
        return "–"
    tenths = (share * _TENTHS * 2 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


@register.filter
def days(value: Fraction | str | None) -> str:
    """A number of days with at most one digit behind the point."""
    if value is None or value == "":
        return "–"
    tenths = (Fraction(value) * 20 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


@register.filter
def count(value: int | None) -> str:
    """A count, or that it is hidden."""
    return "＜5" if value is None else f"{value:,}"


@register.filter
def at(counts: Mapping[str, int], code: str) -> int | None:
    """One of several counts."""
    return counts.get(code)
