"""
Rows out of and into the database, as JSON lines: the same for SQLite and PostgreSQL, so that a backup of one can be
restored into the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

#: People log in again after a restore; who was logged in is no part of the record.
_LEFT_OUT = ("sessions.Session",)
_ROWS = 1000
_PLAIN = (str, int, bool, type(None))

Model = type[models.Model]


def kept_models() -> list[Model]:
    """Every table of an installed room or package, many-to-many tables included."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.label not in _LEFT_OUT), key=lambda m: m._meta.label)


def state_of_schema() -> tuple[list[str], list[str]]:
    """The migrations of this version as `app.name`, and those of them that the database does not have yet."""
    executor = MigrationExecutor(connection)
    known = sorted(".".join(key) for key in executor.loader.graph.nodes)
    applied = {".".join(key) for key in executor.loader.applied_migrations}
    return known, [name for name in known if name not in applied]


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads within see one moment of the database; writers go on meanwhile."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not `atomic`, which takes the write lock of SQLite at once: here a reader is enough.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT count(*) FROM django_migrations")
            yield
        finally:
            cursor.execute("ROLLBACK")


def rows_out(model: Model, count: list[int]) -> Iterator[bytes]:
    """The rows of a table as blocks of JSON lines, in the order of the key; `count[0]` grows with them."""
    fields = _fields(model)
    lines: list[str] = []
    for row in model._base_manager.order_by("pk").iterator(chunk_size=_ROWS):
        lines.append(json.dumps([_out(field, row) for field in fields], ensure_ascii=False))
        if len(lines) == _ROWS:
            count[0] += len(lines)
            yield ("\n".join(lines) + "\n").encode()
            lines = []
    count[0] += len(lines)
    yield "".join(line + "\n" for line in lines).encode()


def columns(model: Model) -> list[str]:
    """The columns that a row of `rows_out` holds, in order."""
    return [field.column for field in _fields(model)]


def empty() -> None:
    """Takes away what the migrations themselves put into the tables."""
    with connection.cursor() as cursor:
        for model in kept_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def rows_in(model: Model, blocks: Iterable[bytes]) -> int:
    """Writes rows as they were read, without the model's own saving; returns how many."""
    fields, quote = _fields(model), connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    count = 0
    with connection.cursor() as cursor:
        for block in blocks:
            rows = [json.loads(line) for line in block.splitlines()]
            cursor.executemany(statement, [[_in(f, v) for f, v in zip(fields, row, strict=True)] for row in rows])
            count += len(rows)
    return count


def settle() -> None:
    """After all rows: references are checked, and PostgreSQL counts its keys on from the highest."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)


def _fields(model: Model) -> list[Any]:
    return [f for f in model._meta.local_concrete_fields if not getattr(f, "generated", False)]


def _out(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False, cls=field.encoder)
    return value if isinstance(value, _PLAIN) else field.value_to_string(row)


def _in(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        value = json.loads(value, cls=field.decoder)
    elif value is not None:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)
