"""
Columns whose text is sealed and bound to its row. Here, because every room that has one lies above accounts.

Whoever holds the database alone reads nothing, and what is moved to another row does not open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from mingcha.engine.sealing.texts import open_text, seal_text


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Holds what `sealed_for` gives. `bound_to` names the field by which its row is told from every other."""

    def __init__(self, *args: Any, bound_to: str = "pk", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bound_to = bound_to

    def deconstruct(self) -> Any:
        """As migrations know it: a text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def place_of(model: type[models.Model], field: SealedTextField, row: object) -> str:
    """Where a text belongs: table, column, row."""
    return f"{model._meta.label}/{field.name}/{row}"


def sealed_for(model: type[models.Model], name: str, row: object, text: str) -> str:
    """The text sealed for the column `name` of the row that `bound_to` calls `row`."""
    return seal_text(settings.SECRET, text, place_of(model, _field(model, name), row))


def text_of(row: models.Model, name: str) -> str:
    """The text in a column; "" when there is none. Refused (`text.damaged`)."""
    field = _field(type(row), name)
    sealed = getattr(row, name)
    place = place_of(type(row), field, getattr(row, field.bound_to))
    return open_text(settings.SECRET, sealed, place) if sealed else ""


def resealed(row: tuple[object, str], model: type[models.Model], field: SealedTextField) -> str:
    """The text of a row, given as what binds it and what is sealed, under the newest key. Refused (`text.damaged`)."""
    place = place_of(model, field, row[0])
    return seal_text(settings.SECRET, open_text(settings.SECRET, row[1], place), place)


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every column of every room that holds sealed texts."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def _field(model: type[models.Model], name: str) -> SealedTextField:
    field = model._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{model.__name__}.{name} is not sealed")
    return field
