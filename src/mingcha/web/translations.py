"""Turns the catalogues in `locale/` into what Django reads, when they have changed."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Writes a `.mo` beside every `.po` below `folder` that is newer than it."""
    for source in folder.rglob("*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text, target.open("wb") as machine:
            write_mo(machine, read_po(text))
