"""Channels as a Django application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks


class ChannelsConfig(AppConfig):
    """Messages in and out."""

    name = "mingcha.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An account that is set up wrongly is told when the site starts; its address answers 404 until then."""
        checks.register(_configured)


def _configured(app_configs: Sequence[AppConfig] | None, **_known: Any) -> list[checks.CheckMessage]:
    from mingcha.channels.configured import problems

    return [checks.Error(f"MINGCHA_CHANNELS: {problem}", id="channels.E001") for problem in problems()]
