"""A message as what sends it gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Letter:
    """`number` makes it one at the other side too; `at` is when it is sent."""

    number: str
    to: str = field(repr=False)
    notice: str
    body: str = field(repr=False)
    markdown: bool
    at: datetime
