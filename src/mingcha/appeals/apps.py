"""Appeals as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Groups, appeals, who answers for what, tasks, replies, checks, ratings."""

    name = "mingcha.appeals"
    label = "appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever may see an appeal may see its clocks; its notes and replies have files; a notice of its own."""
        from mingcha.appeals import access
        from mingcha.appeals.files import notes_present, replies_present
        from mingcha.appeals.operations.digest import NOTICE
        from mingcha.attachments.owners import OWNERS
        from mingcha.channels.notices import enter
        from mingcha.deadlines.access import open_kind

        open_kind(access.KIND, access.may_see)
        OWNERS["reply"] = replies_present
        OWNERS["worknote"] = notes_present
        enter("morning_digest", NOTICE)
