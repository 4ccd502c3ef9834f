"""Bits of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Text that may stand in a table cell."""
    return " ".join(str(text).split()).replace("|", "\\|")


def code(text: object) -> str:
    """Text as code, fit for a table cell; nothing for nothing."""
    return f"`{cell(text)}`" if str(text) else ""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table; none when there are no rows."""
    body = [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body, ""] if body else []


def anchor(name: str) -> str:
    """A place that other pages may link to, whatever the heading says."""
    return f'<a id="{name}"></a>'


def both(zh: str, en: str) -> str:
    """Chinese first, English beside it."""
    return f"{zh} · {en}"
