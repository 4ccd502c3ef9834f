"""What the staff's pages of this room have in common: what is refused leaves a record."""

from __future__ import annotations

from mingcha.accounts.asking import guarding

guarded = guarding("appeal.denied", kind="appeal", key="public_id")
