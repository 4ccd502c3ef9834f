"""PostgreSQL shows findings and what hangs on them only inside the areas that are opened (`accounts.second_lock`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# Asked in a subquery of its own, the setting is read once a statement and not once a row; unset or empty, it is NULL.
_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_ALL = "(SELECT coalesce(current_setting('mingcha.areas', true), '') = '{(,)}')"
# `coalesce` keeps the planner from guessing: a bare `<@` counts as one row in two hundred, and the first page of a list
# would be sorted out of an index of areas. So it counts as every second row, whatever a list is ordered or filtered by.
_POLICIES = {
    "matching_finding": f"coalesce(area <@ {_AREAS}, false)",
    # A pseudonym beside the id of a finding, searched by the hundred thousand for somebody who stays away from an office:
    # looking up each finding would make such a list thirty times slower. With nothing opened there is no row either.
    "matching_findingkey": "(SELECT coalesce(current_setting('mingcha.areas', true), '') NOT IN ('', '{}'))",
    # Rows of a finding are seen with it. Whoever sees everything is spared the look-up: a run writes millions.
    **{
        table: f"{_ALL} OR EXISTS (SELECT FROM matching_finding f WHERE f.id = finding_id)"
        for table in ("matching_findingtext", "matching_sighting", "matching_comment")
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
    """Policies on findings, their texts, keys, sightings and comments."""

    dependencies = [("matching", "0004_recusal_searches")]
    operations = [migrations.RunPython(add, remove)]
