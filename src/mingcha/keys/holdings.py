"""Everything that is sealed in this installation, and under which key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from mingcha.accounts.sealed_text import SealedTextField, sealed_columns
from mingcha.attachments import keeping
from mingcha.backups.folders import kept_files
from mingcha.engine.sealing.files import key_number
from mingcha.engine.sealing.texts import mark


def sealed_files() -> Iterator[tuple[Path, int]]:
    """Every sealed file, with the number of its key. What is half written or still arriving is not there yet."""
    for path in kept_files(Path(settings.HOME), None):
        number = key_number(path)
        if number is not None:
            yield path, number


def place_of(path: Path) -> str:
    """What a file is sealed for; only those beside records are bound to a row."""
    return keeping.place_of(path) if path.parent == Path(settings.HOME) / keeping.FOLDER else ""


def older_texts(model: type[models.Model], field: SealedTextField, number: int) -> models.QuerySet[Any]:
    """The rows whose text in a column is sealed under another key than the one with a number."""
    sealed = model._base_manager.exclude(**{field.name: ""})
    return sealed.exclude(**{f"{field.name}__startswith": mark(number)})


def used() -> Counter[int]:
    """How many files and texts are sealed under each number."""
    found = Counter(number for _, number in sealed_files())
    for model, field in sealed_columns():
        for text in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator():
            number = text.split(".")[1:2]
            found[int(number[0]) if number and number[0].isdecimal() else 0] += 1
    return found


def older(number: int) -> int:
    """How much is not sealed under the key with a number."""
    texts = sum(older_texts(model, field, number).count() for model, field in sealed_columns())
    return texts + sum(under != number for _, under in sealed_files())
