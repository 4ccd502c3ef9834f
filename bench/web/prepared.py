"""A filled database, what clients need to know of it, and what the rival list takes. Imported inside."""

from __future__ import annotations

from typing import Any

from bench.web import filling, known, rival


def work(findings: int, people: int) -> dict[str, Any]:
    """Fills; `readers` and `lists`."""
    filling.fill(findings, people)
    return {"readers": known.readers(), "lists": rival.compare()}
