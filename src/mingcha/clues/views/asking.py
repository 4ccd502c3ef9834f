"""What the pages of this room have in common: what is refused leaves a record."""

from __future__ import annotations

from mingcha.accounts.asking import guarding

guarded = guarding("clue.denied", kind="clue", key="public_id")
