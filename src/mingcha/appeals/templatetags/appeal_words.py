"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template

from mingcha.appeals import states
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
    "away": Message("人员变动", "somebody is away"),
    "reopened": Message("重新办理", "opened again"),
}


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
):
    register.filter(_name, _word(_words))


@register.filter
def appeal_colour(word: str) -> str:
    """The colour of a badge."""
    return _COLOURS.get(word, "bg-secondary-lt")


@register.filter
def of(known: Mapping[Any, Any], key: object) -> Any:
    """What a mapping holds for a key; nothing when it holds nothing."""
    return known.get(key)


@register.filter
def last_day(until: datetime) -> str:
    """The last day of what ends at a moment: a term that ends at midnight ended with the day before."""
    return (until - timedelta(seconds=1)).astimezone(CHINA).date().isoformat()
