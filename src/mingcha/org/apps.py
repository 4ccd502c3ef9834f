"""Areas, offices and the working calendar as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Who is where."""

    name = "mingcha.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
