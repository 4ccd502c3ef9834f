"""Lifecycles: every pair of state and event is allowed by the table or refused with both states named."""

from __future__ import annotations

import pytest

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

STATES = {"open": Message("待办", "open"), "done": Message("办结", "done"), "shut": Message("关闭", "shut")}
MOVES = (Move("finish", ("open",), "done"), Move("reopen", ("done",), "open"), Move("shut", ("open", "done"), "shut"))
TABLE = Lifecycle("matter", STATES, MOVES)


def test_every_pair_is_allowed_by_the_table_or_refused() -> None:
    allowed = {(m.event, s): m.target for m in MOVES for s in m.sources}
    for event in TABLE.moves:
        for state in STATES:
            if (event, state) in allowed:
                assert TABLE.target(event, state) == allowed[event, state]
            else:
                with pytest.raises(Refused, match=STATES[state].en) as refused:
                    TABLE.target(event, state)
                assert refused.value.code == "state.forbidden"
                assert STATES[state].zh in refused.value.message.zh


def test_events_and_diagram_follow_the_table() -> None:
    assert TABLE.events("open") == ("finish", "shut")
    assert TABLE.events("shut") == ()
    diagram = TABLE.diagram()
    assert "open --> done: finish" in diagram
    assert "shut --> [*]" in diagram


@pytest.mark.parametrize(
    "moves",
    [
        (Move("finish", ("open",), "gone"),),
        (Move("finish", ("open",), "done"),),
        (*MOVES, Move("finish", ("done",), "shut")),
    ],
)
def test_a_table_with_a_hole_is_no_table(moves: tuple[Move, ...]) -> None:
    with pytest.raises(ValueError, match="matter"):
        Lifecycle("matter", STATES, moves)
