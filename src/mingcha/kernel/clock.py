"""What time it is: asked once at each door and handed down, so that everything below can be replayed."""

from __future__ import annotations

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
