"""
Django's PostgreSQL, which tells the database before it speaks of a locked table what is opened in this thread.

It is told with `set_config(…, true)`, which ends with the transaction: behind a pool that hands connections from one
transaction to the next, nobody inherits anything. A statement outside a transaction gets one of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from mingcha.accounts import second_lock

_TELL = "SELECT set_config('mingcha.areas', %s, true), set_config('mingcha.user', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that opens rows."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        #: What the running transaction was told.
        self._told: second_lock.Opened | None = None
        self.execute_wrappers.append(self._opening)

    def _opening(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not second_lock.touches(sql if isinstance(sql, str) else str(sql)):
            return execute(sql, params, many, context)
        wanted = second_lock.opened()
        if self.autocommit:
            with self.wrap_database_errors, self.connection.transaction():
                self._tell(wanted)
                return execute(sql, params, many, context)
        if self._told != wanted:
            self._tell(wanted)
            self._told = wanted
        return execute(sql, params, many, context)

    def _tell(self, wanted: second_lock.Opened) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(_TELL, (wanted.areas, wanted.user))

    # Wherever the database may have forgotten it, it is told again.

    def init_connection_state(self) -> None:
        self._told = None
        super().init_connection_state()

    def _set_autocommit(self, autocommit: bool) -> None:
        self._told = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> None:
        self._told = None
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._told = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]
