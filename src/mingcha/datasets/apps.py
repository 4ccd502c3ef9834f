"""Purposes and the files handed in for them, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Purpose register, uploads, their quality, release and retention; progress of background work."""

    name = "mingcha.datasets"
    label = "datasets"

    def ready(self) -> None:
        """Registers this room's kinds of background work, so that any process can take up what was lost."""
        from mingcha.datasets import tasks  # noqa: F401 - registers on import, which needs the models
