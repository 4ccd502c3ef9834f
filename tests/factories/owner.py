"""What only the owner of the database can do."""

from __future__ import annotations

from importlib import import_module


def append_only(on: bool) -> None:
    """Puts the triggers that protect the audit log on or takes them away."""
    from django.db import connection

    migration = import_module("mingcha.audit.migrations.0002_append_only")
    (migration.add if on else migration.remove)(None, connection.schema_editor(atomic=False))
