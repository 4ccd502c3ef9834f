"""Sealing again, a file or a row at a time, while others read and write: always the old or the new is whole."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from mingcha.accounts.sealed_text import SealedTextField, resealed
from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.store.layout import replacing
from mingcha.kernel.errors import Refused
from mingcha.keys import holdings

_PART = 1 << 20
_ROWS = 200


class _Changed(Exception):
    """Somebody replaced or deleted it meanwhile: theirs stands."""


def reseal_file(path: Path) -> bool:
    """Under the newest key; False when it does not open. What was written is read back before it takes the name."""
    place = holdings.place_of(path)
    try:
        with suppress(_Changed, FileNotFoundError):
            before = _state(path)
            with replacing(path) as draft:
                draft.touch(mode=0o600)
                with SealedReader(path, settings.SECRET, place) as old:
                    with SealedWriter(draft, settings.SECRET, place) as new:
                        shutil.copyfileobj(old, new, _PART)
                    old.seek(0)
                    if _hash(old) != _hash_of(draft, place):
                        return False
                shutil.copystat(path, draft)  # retention goes by the age of a file
                if _state(path) != before:
                    raise _Changed
    except Refused:
        return False
    return True


def _state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns


def _hash_of(path: Path, place: str) -> bytes:
    with SealedReader(path, settings.SECRET, place) as reader:
        return _hash(reader)


def _hash(reader: SealedReader) -> bytes:
    digest = hashlib.sha256()
    while part := reader.read(_PART):
        digest.update(part)
    return digest.digest()


def reseal_column(model: type[models.Model], field: SealedTextField, number: int) -> tuple[int, int]:
    """Every text of a column that is not under the key `number`; how many, and how many do not open."""
    done = failed = 0
    last: Any = None
    while True:
        found = holdings.older_texts(model, field, number).order_by("pk")
        rows = list((found.filter(pk__gt=last) if last is not None else found).values_list(*_fields(field))[:_ROWS])
        if not rows:
            return done, failed
        last = rows[-1][0]
        with transaction.atomic():
            for pk, bound, text in rows:
                try:
                    new = resealed((bound, text), model, field)
                except Refused:
                    failed += 1
                    continue
                # Only where it still says what was read: what somebody wrote meanwhile is under the new key already.
                done += model._base_manager.filter(pk=pk, **{field.name: text}).update(**{field.name: new})


def _fields(field: SealedTextField) -> tuple[str, str, str]:
    return "pk", field.bound_to, field.name
