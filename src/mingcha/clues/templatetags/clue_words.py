"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from mingcha.clues.states import CLUE, LEVELS, SOURCES
from mingcha.engine.results.wording import STRENGTHS
from mingcha.org.language import language

register = template.Library()
#: Tabler's colours; the word beside them says the same.
_LAMPS = {"proposed": "bg-yellow-lt", "registered": "bg-green-lt", "declined": "bg-secondary-lt"}


@register.filter
def clue_state(word: str) -> str:
    """The name of a state."""
    return CLUE.states[word].say(language())


@register.filter
def clue_lamp(word: str) -> str:
    """The colour of its badge."""
    return _LAMPS.get(word, "bg-azure-lt")


@register.filter
def clue_level(word: str) -> str:
    """Who shall know."""
    return LEVELS[word].say(language())


@register.filter
def source_kind(word: str) -> str:
    """What kind of record a clue comes from."""
    return SOURCES[word].say(language()) if word in SOURCES else word


@register.filter
def either(pair: Sequence[str] | None) -> str:
    """Two stored texts, Chinese and English, in the language of the page; where only one was kept, that."""
    return "" if not pair else pair[0 if language() == "zh" or len(pair) == 1 else 1]


@register.filter
def rest(values: Sequence[str]) -> Sequence[str]:
    """What follows the first of several values."""
    return values[1:]


@register.filter
def strength_said(letter: str) -> str:
    """What a strength means."""
    return STRENGTHS[letter].say(language()) if letter in STRENGTHS else letter
