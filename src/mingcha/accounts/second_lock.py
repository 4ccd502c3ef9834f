"""
The second lock, under the scopes of `access`: on PostgreSQL the database itself shows the rows of locked tables only
inside the areas that were opened for the work at hand. Nothing opened: no row, whatever a query forgot.

What is opened belongs to the thread and is told to the database for one transaction at a time (`postgresql.base`), so
a pooled connection carries nothing over. SQLite has no such policies; nothing here costs it anything.

It is a lock against forgotten scopes and against roles that read beside the program. Whoever runs own code inside the
program can open it; recusal and levels stay with the first lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """For what everything may be opened. There is no other way, and none inside a request."""

    COMMAND = "command"  # an administrator at the shell of the server: set-up, backup, doctor, demonstration
    WORKER = "worker"  # queued work, and what is due by the clock


@dataclass(frozen=True)
class Opened:
    """What the database is told: ranges of twelve-digit area numbers as an `int8multirange`, and whose own rows."""

    areas: str = "{}"
    user: str = ""


NOTHING = Opened()
EVERYTHING = Opened("{(,)}")


class Widened(TypeError):
    """Everything was to be opened where rows are opened for a person."""


class _ForPerson:
    """What is opened for a person, found out when a statement first needs to know."""

    def __init__(self, find: Callable[[], Opened]) -> None:
        self._find = find
        self._found: Opened | None = None

    def opened(self) -> Opened:
        if self._found is None:
            self._found = self._find()
        return self._found


_now: ContextVar[Opened | _ForPerson] = ContextVar("opened_rows", default=NOTHING)
_tables: set[str] = set()


def lock(*tables: str) -> None:
    """Says of tables that the migrations of their room gave them a policy."""
    _tables.update(tables)


def locked_tables() -> frozenset[str]:
    """The tables that have a policy."""
    return frozenset(_tables)


def touches(statement: str) -> bool:
    """Whether a statement speaks of a locked table. Were one overlooked, it would find no rows."""
    return any(table in statement for table in _tables)


def opened() -> Opened:
    """What is opened in this thread."""
    now = _now.get()
    return now.opened() if isinstance(now, _ForPerson) else now


@contextmanager
def open_for_person(find: Callable[[], Opened]) -> Iterator[None]:
    """Inside, the rows that `find` names; it is asked once, at the first statement that touches a locked table."""
    token = _now.set(_ForPerson(find))
    try:
        yield
    finally:
        _now.reset(token)


@contextmanager
def open_everything(_reason: Reason) -> Iterator[None]:
    """Inside, every row. Widened where rows are opened for a person."""
    _check_no_person()
    token = _now.set(EVERYTHING)
    try:
        yield
    finally:
        _now.reset(token)


def keep_everything_open(_reason: Reason) -> None:
    """Every row for the rest of this thread, which is a command's or the worker's own. Widened as above."""
    _check_no_person()
    _now.set(EVERYTHING)


def _check_no_person() -> None:
    if isinstance(_now.get(), _ForPerson):
        raise Widened("a request never sees more than its person")
