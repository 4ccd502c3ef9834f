"""
What is asked many times for one page and read once: the grants and recusal facts of whoever looks.

Only a page that is looked at remembers, and only until it is made: rows are kept, not answers, so that every question
is still answered for its moment; whoever writes something asks the database each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_rows: ContextVar[dict[tuple[str, int], Sequence[Any]] | None] = ContextVar("rows of a page", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within, rows that were read are not read again."""
    token = _rows.set({})
    try:
        yield
    finally:
        _rows.reset(token)


def once(what: str, key: int, read: Callable[[], Sequence[T]]) -> Sequence[T]:
    """The rows of `what` about `key`: read, unless this page has read them."""
    rows = _rows.get()
    if rows is None:
        return read()
    if (what, key) not in rows:
        rows[what, key] = read()
    return rows[what, key]
