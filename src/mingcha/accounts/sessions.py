"""Sessions in the database that do not stand in the way of reading when nothing more can be written."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import OperationalError


class SessionStore(DatabaseSessions):
    """
    Forgets a change to a session on a full disk: that it is in use, that a message was shown.

    A new session, and with it a login, is still refused; so is what was changed in a session that has ended.
    """

    def save(self, must_create: bool = False) -> None:
        """Writes the session. UpdateError when it has ended meanwhile, OperationalError when it cannot be created."""
        try:
            super().save(must_create)
        except (UpdateError, OperationalError) as error:
            cause = error if isinstance(error, OperationalError) else error.__context__
            if must_create or not isinstance(cause, OperationalError):
                raise
