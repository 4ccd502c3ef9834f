"""PostgreSQL shows clues only where they happened or are handled, among the opened areas (`accounts.second_lock`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# As in `matching.0005`: read once a statement, and no guess of the planner's.
_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_POLICIES = {
    "clues_clue": f"coalesce(area_code::bigint <@ {_AREAS} OR reach::bigint <@ {_AREAS}, false)",
    **{
        table: "EXISTS (SELECT FROM clues_clue c WHERE c.id = clue_id)"
        for table in ("clues_cluesource", "clues_cluekey")
    },
}


def add(_apps: Any, editor: Any) -> None:
    """Locks the tables, for their owner too."""
    if editor.connection.vendor != "postgresql":
        return
    for table, condition in _POLICIES.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY opened ON {table} USING ({condition})")


def remove(_apps: Any, editor: Any) -> None:
    """Opens them again."""
    if editor.connection.vendor != "postgresql":
        return
    for table in _POLICIES:
        editor.execute(f"DROP POLICY opened ON {table}")
        editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    """Policies on clues, their sources and keys."""

    dependencies = [("clues", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
