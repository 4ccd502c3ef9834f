"""Matching as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Rules, runs, findings, reviews."""

    name = "mingcha.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """
        Registers this room's kind of background work, so that any process can take up what was lost. Whoever may see a
        finding may see its clock.
        """
        from mingcha.attachments.owners import OWNERS
        from mingcha.deadlines.access import open_kind
        from mingcha.matching import tasks, verifying  # noqa: F401 - registers on import, which needs the models
        from mingcha.matching.queries import reviews_present

        OWNERS["review"] = reviews_present
        open_kind(verifying.KIND, verifying.may_see)
