"""docs/reference/lifecycles.md: what can happen to each kind of record, drawn from the tables that decide it."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import mingcha
from mingcha.kernel.transitions import Lifecycle
from mingcha.reference.markdown import code, table

HEAD = """# 状态流转 · Lifecycles

由各房间的 `states.py` 生成，请勿手改。Generated from every room's `states.py`; do not edit.
"""


def lifecycles() -> Iterator[tuple[str, Lifecycle]]:
    """Every room's lifecycles with the room, in the order of their names."""
    for found in sorted(module.name for module in pkgutil.iter_modules(mingcha.__path__) if module.ispkg):
        if find_spec(f"mingcha.{found}.states"):
            states = import_module(f"mingcha.{found}.states")
            yield from ((found, value) for value in vars(states).values() if isinstance(value, Lifecycle))


def lifecycles_page() -> str:
    """The whole page."""
    lines = [HEAD]
    for room, lifecycle in lifecycles():
        lines += [f"## {code(f'{room}.{lifecycle.name}')}", "", "```mermaid", lifecycle.diagram(), "```", ""]
        rows = (
            (code(move.event), "、".join(map(code, move.sources)), code(move.target))
            for move in lifecycle.moves.values()
        )
        lines += table(("事件 event", "从 from", "到 to"), rows)
    return "\n".join(lines).rstrip() + "\n"
