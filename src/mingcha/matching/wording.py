"""Words of values."""

from __future__ import annotations


def month_text(number: int) -> str:
    """202003 as `2020-03`; nothing for 0."""
    return f"{number // 100}-{number % 100:02d}" if number else ""
