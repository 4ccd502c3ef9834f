"""What only the owner of the database can do."""

from __future__ import annotations

from importlib import import_module


def append_only(on: bool) -> None:
    """Puts the triggers that protect the audit log on or takes them away."""
    _triggers("mingcha.audit.migrations.0002_append_only", on)


def finished_runs_stay(on: bool) -> None:
    """Puts the triggers that protect finished runs on or takes them away."""
    _triggers("mingcha.matching.migrations.0002_finished_runs", on)


def appeals_log_stays(on: bool) -> None:
    """Puts the triggers that protect the log of appeals and closed months on or takes them away."""
    _triggers("mingcha.appeals.migrations.0008_events", on)


def _triggers(name: str, on: bool) -> None:
    from django.db import connection

    migration = import_module(name)
    connection.check_constraints()  # PostgreSQL changes no table with checks outstanding
    (migration.add if on else migration.remove)(None, connection.schema_editor(atomic=False))
