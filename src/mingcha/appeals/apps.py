"""Appeals as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Groups, appeals, who answers for what, tasks, replies, checks, ratings."""

    name = "mingcha.appeals"
    label = "appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever may see an appeal may see its clocks."""
        from mingcha.appeals import access
        from mingcha.deadlines.access import open_kind

        open_kind(access.KIND, access.may_see)
