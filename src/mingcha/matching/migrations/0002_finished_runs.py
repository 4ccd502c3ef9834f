"""The database itself refuses to change or delete a finished run."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SAID = "finished runs do not change"
_SQLITE = [
    f"CREATE TRIGGER matching_run_no_{verb} BEFORE {verb.upper()} ON matching_run WHEN OLD.state = 'done'"
    f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    for verb in ("update", "delete")
]
_POSTGRES = [
    "CREATE FUNCTION matching_run_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
    "CREATE TRIGGER matching_run_finished BEFORE UPDATE OR DELETE ON matching_run"
    " FOR EACH ROW WHEN (OLD.state = 'done') EXECUTE FUNCTION matching_run_refuse()",
]
_UNDO = {
    "sqlite": ["DROP TRIGGER matching_run_no_update", "DROP TRIGGER matching_run_no_delete"],
    "postgresql": ["DROP TRIGGER matching_run_finished ON matching_run", "DROP FUNCTION matching_run_refuse()"],
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
    """Triggers on the table of runs."""

    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
