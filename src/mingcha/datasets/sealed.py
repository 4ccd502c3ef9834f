"""Where the files of departments lie: sealed while they arrive (`attachments.arriving`), opened by `opening` only."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def sources() -> Path:
    """Where the sealed files of departments lie, readable by their owner only."""
    folder = Path(settings.HOME) / "sources"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
