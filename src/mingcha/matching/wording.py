"""Words of values: months, units, codes of registers."""

from __future__ import annotations

from collections.abc import Mapping

from mingcha.engine.normalise.relations import NAMES as RELATIONS
from mingcha.engine.understanding.spec import ColumnSpec
from mingcha.kernel.messages import Message

#: Units of parameters, as the rules write them.
_UNITS = {
    "月": "months",
    "年": "years",
    "天": "days",
    "分钟": "minutes",
    "元": "yuan",
    "亩": "mu",
    "人": "people",
    "份": "contracts",
    "套": "dwellings",
    "公里": "km",
    "米": "m",
    "个": "",
    "字": "characters",
    "岁": "years",
}

#: Values of a type that are not words as they are stored.
_WORDS: Mapping[str, Mapping[str, Message]] = {
    "relation": RELATIONS,
    "bool": {"true": Message("是", "yes"), "false": Message("否", "no")},
}


def month_text(number: int) -> str:
    """202003 as `2020-03`; nothing for 0."""
    return f"{number // 100}-{number % 100:02d}" if number else ""


def unit_name(unit: str) -> Message:
    """The unit of a parameter in both languages; a sign such as `%` is the same in both."""
    return Message(unit, _UNITS.get(unit, unit))


def value_name(column: ColumnSpec | None, text: str) -> Message:
    """
    What a cell says in words: a code of the register (`civil_servant`), yes or no, a relation to the head of a
    household (`02`, GB/T 4761). Anything else as it stands.
    """
    kind = column.type if column else ""
    if kind in _WORDS and text in _WORDS[kind]:
        return _WORDS[kind][text]
    words = column.values.get(text) if column else None
    return Message(words[0], text.replace("_", " ")) if words else Message(text, text)
