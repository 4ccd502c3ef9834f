"""The database itself refuses to change or delete audit records."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = [
    f"CREATE TRIGGER audit_no_{verb} BEFORE {verb.upper()} ON audit_auditrecord"
    " BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END"
    for verb in ("update", "delete")
]
_POSTGRES = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditrecord"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    # TRUNCATE is left alone: it needs ownership of the table, and the anchors show it.
]
_UNDO = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP TRIGGER audit_append_only ON audit_auditrecord", "DROP FUNCTION audit_refuse()"],
}


def add(_apps: Any, editor: Any) -> None:
    """Adds the triggers."""
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRES:
        editor.execute(statement)


def remove(_apps: Any, editor: Any) -> None:
    """Takes them away."""
    for statement in _UNDO[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers on the table of records."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
