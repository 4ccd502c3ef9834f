"""The sign of life of the worker: a small file, because a row in the database would be a write a minute for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

#: The worker's clock ticks every minute.
SILENCE = timedelta(minutes=5)


def _file() -> Path:
    return Path(settings.HOME) / "worker.seen"


def tick(at: datetime) -> None:
    """The worker is alive; one of the things its clock does each minute."""
    _file().write_text(at.astimezone(UTC).isoformat(), encoding="utf-8")


def last() -> datetime | None:
    """When it was last; None before the first time, or when the file was damaged."""
    try:
        return datetime.fromisoformat(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
