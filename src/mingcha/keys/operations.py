"""
Rotating the sealing keys, and forgetting old ones.

A rotation that was killed goes on where it was: what is sealed says the number of its key, so nothing else is
remembered. The first line of the key file is not rotated: pseudonyms would change, and with them every fingerprint;
the audit chain, sessions and backups are derived from it too.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingcha.accounts.sealed_text import sealed_columns
from mingcha.audit import operations as audit
from mingcha.audit.models import AuditRecord
from mingcha.engine.sealing import ring
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.keys import holdings, resealing

#: What comes in under the old key while one pass goes on is taken by the next.
_PASSES = 5

#: Told after each file: how many were sealed again so far.
Watch = Callable[[int], None]


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: the number of the key, files and texts sealed again, those that do not open, and the rest
    that still lies under older keys (0 when it is finished)."""

    number: int
    files: int
    texts: int
    failed: int
    left: int


def rotate(*, by: audit.Actor | str, at: datetime, watch: Watch = lambda _done: None) -> Rotated:
    """
    Makes a new sealing key, unless a rotation was begun and not finished, and seals everything again under it.

    Refused: `key.variable`; `key.busy` while another rotation goes on.
    """
    with _alone():
        number = _begin(by, at)
        files = texts = failed = 0
        for _ in range(_PASSES):
            failed = 0
            for model, field in sealed_columns():
                done, broken = resealing.reseal_column(model, field, number)
                texts, failed = texts + done, failed + broken
            for path in [path for path, under in holdings.sealed_files() if under != number]:
                whole = resealing.reseal_file(path)
                files, failed = files + whole, failed + (not whole)
                watch(files)
            left = holdings.older(number)
            if left <= failed:
                break
        if left == 0:
            _record("keys.rotated", number, by, at, {"files": files, "texts": texts})
        return Rotated(number, files, texts, failed, left)


def _begin(by: audit.Actor | str, at: datetime) -> int:
    number = ring.newest(settings.SECRET)
    if number == 0 or _recorded("keys.rotated", number):
        number = ring.add_key(settings.SECRET, on=timezone.localdate(at)).number
    if not _recorded("keys.rotation_begun", number):
        _record("keys.rotation_begun", number, by, at, {})
    return number


def _recorded(action: str, number: int) -> bool:
    return AuditRecord.objects.filter(action=action, subject=f"key:{number}").exists()


@transaction.atomic
def _record(action: str, number: int, by: audit.Actor | str, at: datetime, detail: dict[str, int]) -> None:
    audit.record(action, subject=f"key:{number}", by=by, at=at, detail=detail)


@transaction.atomic
def forget(*, number: int, by: audit.Actor | str, at: datetime) -> None:
    """
    Takes an old sealing key out of the key file: backups made while it was used no longer give their files back.

    Refused: `key.unknown`; `key.needed` for the first and the newest key, and while anything is sealed under it.
    """
    keys = [key.number for key in ring.keys_of(settings.SECRET)]
    if number not in keys:
        raise Refused("key.unknown", Message(f"没有第{number}号封存密钥。", f"There is no sealing key {number}."))
    used = holdings.used()[number]
    if number == keys[-1] or used:
        raise Refused(
            "key.needed",
            Message(
                f"第{number}号封存密钥仍在使用（{used}项），不能删除。请先运行 mingcha keys rotate 直至完成。",
                f"Sealing key {number} is in use ({used} things). Run `mingcha keys rotate` to its end first.",
            ),
        )
    audit.record("keys.forgotten", subject=f"key:{number}", by=by, at=at)
    ring.remove_key(settings.SECRET, number)


@contextmanager
def _alone() -> Iterator[None]:
    """The lock ends with the process, however that ends."""
    descriptor = os.open(Path(settings.HOME) / ".rotating", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(
            "key.busy",
            Message("另一个换钥正在进行。请等它结束。", "Another rotation is going on. Wait for its end."),
        ) from None
    finally:
        os.close(descriptor)
