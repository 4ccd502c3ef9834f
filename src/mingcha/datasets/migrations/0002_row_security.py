"""PostgreSQL shows files handed in only inside the opened areas (`accounts.second_lock`), and to whoever handed them in."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# As in `matching.0005`: read once a statement, and no guess of the planner's.
_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_POLICIES = {
    "datasets_upload": (
        f"coalesce((SELECT a.code::bigint FROM org_area a WHERE a.id = area_id) <@ {_AREAS}, false)"
        " OR uploaded_by_id = (SELECT nullif(current_setting('mingcha.user', true), '')::bigint)"
    ),
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
    """A policy on uploads."""

    dependencies = [("datasets", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
