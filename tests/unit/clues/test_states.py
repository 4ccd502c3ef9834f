"""Every pair of states, and the words of numbers."""

from __future__ import annotations

import pytest

from mingcha.clues.numbering import word_of
from mingcha.clues.states import CLUE
from mingcha.kernel.errors import Refused
from mingcha.org.models import Area

ALLOWED = {("proposed", "confirmed"): "registered", ("proposed", "declined"): "declined"}


@pytest.mark.parametrize("state", list(CLUE.states))
@pytest.mark.parametrize("event", list(CLUE.moves))
def test_every_event_in_every_state(state: str, event: str) -> None:
    wanted = ALLOWED.get((state, event))
    assert CLUE.allows(event, state) is (wanted is not None)
    if wanted:
        assert CLUE.target(event, state) == wanted
    else:
        with pytest.raises(Refused) as refused:
            CLUE.target(event, state)
        assert refused.value.code == "state.forbidden" and CLUE.states[state].zh in refused.value.message.zh


@pytest.mark.parametrize(
    ("name", "level", "word"),
    [
        ("衡阳市", "city", "衡纪线"),
        ("衡阳县", "county", "衡阳纪线"),
        ("珠晖区", "county", "珠晖纪线"),
        ("甲", "city", "甲纪线"),
    ],
)
def test_the_word_of_a_register(name: str, level: str, word: str) -> None:
    assert word_of(Area(name=name, level=level, code="430400000000")) == word
