"""The engine as the platform uses it: one store in the platform's home, the installation's secret, all specs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from django.conf import settings

from mingcha.datasets.models import SourceAnswer, Upload
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.understanding import Answers, DatasetSpec, load_specs
from mingcha.engine.understanding.answers import Answer


@cache
def specs() -> dict[str, DatasetSpec]:
    """Every dataset spec by name, read once a process."""
    return load_specs()


def store() -> Path:
    """The folder of the platform's one engine store."""
    return Path(settings.HOME) / "store"


def layout() -> Layout:
    """The store, its folders made."""
    made = Layout(store())
    made.make()
    return made


def context() -> Context:
    """What runs read with: the platform's store and everything answered about sources."""
    return Context(store(), settings.SECRET, specs(), _answers(SourceAnswer.objects.all()))


def context_for(upload: Upload) -> Context:
    """
    What one file is read with: only the answers of its office that could speak of it, so that an answer about one
    source does not make every other file be read again.
    """
    found = SourceAnswer.objects.filter(office=upload.office_id)
    about = [a for a in found if fnmatchcase(upload.read_as, a.file)]
    return replace(context(), answers=_answers(about))


def _answers(stored: Iterable[SourceAnswer]) -> Answers | None:
    found = tuple(_answer(answer) for answer in stored)
    return Answers(found) if found else None


def _answer(stored: SourceAnswer) -> Answer:
    return Answer(
        stored.file,
        stored.sheet,
        stored.dataset or None,
        stored.header_row,
        dict(stored.columns),
        dict(stored.constants),
        stored.skip,
    )
