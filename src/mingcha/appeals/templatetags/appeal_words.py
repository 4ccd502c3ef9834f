"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django import template

from mingcha.appeals import rates, states
from mingcha.appeals.rate_tables import CUTS
from mingcha.kernel.messages import Message
from mingcha.org.calendar import CHINA
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
    "share": Message("协办", "asked to help"),
    "unmerged": Message("撤销合并", "taken out again"),
    "split": Message("拆分", "split off"),
    "conflict": Message("改由他人办理", "given to somebody else"),
}
_CARD_WHY: Mapping[str, Message] = {
    "by_hand": Message("监督人员亮牌", "by a supervisor"),
    "unsatisfied": Message("再次不满意", "not satisfied a second time"),
    "recurred": Message("办结后再次发生", "again after it was solved"),
    "share": Message("协办超期", "a co-handler is late"),
    "appeal_accept": Message("受理超期", "late to be accepted"),
    "appeal_check": Message("核实超期", "late to be checked"),
    "appeal_simple": Message("办理超期", "late to be solved"),
    "appeal_joint": Message("办理超期", "late to be solved"),
    "appeal_urgent": Message("紧急诉求办理超期", "urgent and late to be solved"),
    "appeal_redo": Message("重办超期", "late to be done anew"),
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
    ("appeal_note", states.NOTES),
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
def so_far(count: int, most: int) -> str:
    """A length that is counted only so far: `12`, `1000+`."""
    return f"{most}+" if count > most else str(count)


@register.filter
def appeal_card_why(why: str) -> str:
    """Why a card was laid."""
    return _word(_CARD_WHY)(why.partition(":")[0])


@register.filter
def of(known: Mapping[Any, Any], key: object) -> Any:
    """What a mapping holds for a key; nothing when it holds nothing."""
    return known.get(key)


@register.filter
def last_day(until: datetime) -> str:
    """The last day of what ends at a moment: a term that ends at midnight ended with the day before."""
    return (until - timedelta(seconds=1)).astimezone(CHINA).date().isoformat()


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
