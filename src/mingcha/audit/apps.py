"""The audit chain as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of who did what."""

    name = "mingcha.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
