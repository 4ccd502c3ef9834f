"""Files beside replies and notes: which records still have them, and of which records somebody may open them."""

from __future__ import annotations

from collections.abc import Collection

from mingcha.appeals.models import Appeal, Reply, WorkNote


def replies_present(numbers: Collection[str]) -> set[str]:
    """Of some replies, those that are there."""
    return set(Reply.objects.filter(number__in=numbers).values_list("number", flat=True))


def notes_present(numbers: Collection[str]) -> set[str]:
    """Of some notes, those that are there."""
    return set(WorkNote.objects.filter(number__in=numbers).values_list("number", flat=True))


def owners_of(appeal: Appeal) -> list[str]:
    """The records of an appeal, which the caller looked up for the user, that files lie beside."""
    return [one.audit_name for each in (appeal.replies.all(), appeal.notes.all()) for one in each]
