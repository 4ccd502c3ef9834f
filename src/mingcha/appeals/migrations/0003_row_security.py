"""PostgreSQL shows appeals only where they happened, among the opened areas (`accounts.second_lock`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# As in `matching.0005`: read once a statement, and no guess of the planner's.
_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_OF_APPEAL = "EXISTS (SELECT FROM appeals_appeal a WHERE a.id = appeal_id)"
_OF_REPLY = "EXISTS (SELECT FROM appeals_reply r WHERE r.id = reply_id)"
_POLICIES = {
    "appeals_appeal": f"coalesce(area_code::bigint <@ {_AREAS}, false)",
    **{f"appeals_{table}": _OF_APPEAL for table in ("appealkey", "task", "routingdecision", "reply", "climb", "card")},
    "appeals_check": _OF_REPLY,
    "appeals_rating": _OF_REPLY,
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
    """Policies on appeals and what belongs to them."""

    dependencies = [("appeals", "0002_cards")]
    operations = [migrations.RunPython(add, remove)]
