"""Clues as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class CluesConfig(AppConfig):
    """Clues, where they come from, the register."""

    name = "mingcha.clues"
    label = "clues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever may see a clue may see its clocks."""
        from mingcha.clues import access
        from mingcha.deadlines.access import open_kind

        open_kind(access.KIND, access.may_see)
