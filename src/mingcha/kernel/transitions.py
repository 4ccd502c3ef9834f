"""
Lifecycles as tables: which event leads from which states to which, and the one way to move a record along them.

A move is a compare-and-set in the database: when two people act at once, one of them wins and the other is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Move:
    """An event (`released`), the states it may happen in, the state it leads to."""

    event: str
    sources: tuple[str, ...]
    target: str


class Lifecycle:
    """
    The states of one kind of record and the moves between them.

    `states` maps the stored word of a state to its name in both languages; the first one is the initial state.
    ValueError when a move names an unknown state, an event is given twice, or a state cannot be reached.
    """

    def __init__(self, name: str, states: Mapping[str, Message], moves: Iterable[Move]) -> None:
        self.name = name
        self.states = MappingProxyType(dict(states))
        self.initial = next(iter(states))
        given = tuple(moves)
        self.moves = MappingProxyType({move.event: move for move in given})
        if len(self.moves) != len(given):
            raise ValueError(f"{name}: an event is given twice")
        named = {state for move in given for state in (*move.sources, move.target)}
        if unknown := named - self.states.keys():
            raise ValueError(f"{name}: unknown states {sorted(unknown)}")
        reached = {self.initial, *(move.target for move in given)}
        if lost := self.states.keys() - reached:
            raise ValueError(f"{name}: no move leads to {sorted(lost)}")

    def allows(self, event: str, state: str) -> bool:
        """Whether `event` may happen in `state`."""
        return state in self.moves[event].sources

    def target(self, event: str, state: str) -> str:
        """The state that `event` leads to. Refused (`state.forbidden`) when it may not happen in `state`."""
        if not self.allows(event, state):
            now = self.states[state]
            wanted = self.states[self.moves[event].target]
            raise Refused(
                "state.forbidden",
                Message(
                    f"当前状态为“{now.zh}”，不能转为“{wanted.zh}”。请刷新页面查看最新状态。",
                    f"The state is “{now.en}”; it cannot become “{wanted.en}”. Reload the page to see where it stands.",
                ),
            )
        return self.moves[event].target

    def events(self, state: str) -> tuple[str, ...]:
        """The events that may happen in `state`, in the order of the table."""
        return tuple(event for event in self.moves if self.allows(event, state))

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state}: {title.zh} {title.en}" for state, title in self.states.items()]
        lines += [f"    {s} --> {m.target}: {m.event}" for m in self.moves.values() for s in m.sources]
        last = [s for s in self.states if not self.events(s)]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in last)])


class Record(Protocol):
    """Anything stored that has a state: a Django model with `state` and `state_at`."""

    pk: Any
    state: str
    state_at: datetime


def move(record: Record, lifecycle: Lifecycle, event: str, *, at: datetime, **changes: Any) -> None:
    """
    Moves `record` by `event` and writes `changes` with it, if nobody moved it since it was read.

    Refused: `state.forbidden` when the table does not allow it, `state.taken` when somebody was first.
    """
    target = lifecycle.target(event, record.state)
    written = {"state": target, "state_at": at, **changes}
    stored: Any = type(record)
    if stored._base_manager.filter(pk=record.pk, state=record.state).update(**written) != 1:
        raise taken()
    for name, value in written.items():
        setattr(record, name, value)


def taken() -> Refused:
    """What the second of two people is told who act at the same moment."""
    return Refused(
        "state.taken",
        Message(
            "刚才已有人处理了这一项，您的操作没有生效。请刷新页面后再看是否还需要。",
            "Somebody else has just dealt with this; nothing was changed. Reload the page and look again.",
        ),
    )
