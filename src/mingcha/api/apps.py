"""The machine interface as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Keys of other systems, and what they handed in."""

    name = "mingcha.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
