"""What the tests of this room ask again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mingcha.appeals.models import Appeal, Task
from mingcha.audit import operations as audit
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import MingchaError


@contextmanager
def stopped(kind: type[MingchaError], code: str) -> Iterator[None]:
    """What happens inside is refused for this reason."""
    with pytest.raises(kind) as error:
        yield
    assert error.value.code == code


@contextmanager
def full_disk(monkeypatch: Any, action: str) -> Iterator[None]:
    """Inside, the record of an action cannot be written."""
    real = audit.record

    def broken(word: str, **known: Any) -> Any:
        if word == action:
            raise OSError("the disk is full")
        return real(word, **known)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="the disk is full"):
        patched.setattr(audit, "record", broken)
        yield


def lead(appeal: Appeal) -> Task:
    """Who has to answer."""
    return Task.objects.get(appeal=appeal, lead=True, until=None)


def running(appeal: Appeal) -> dict[str, Any]:
    """Open clocks: promise and due moment."""
    found = Clock.objects.filter(subject=appeal.public_id, state__in=("running", "late", "paused"))
    return dict(found.values_list("code", "due_at"))
