"""Stored files as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Files beside records of other rooms: photos, documents, voice."""

    name = "mingcha.attachments"
    label = "attachments"
    default_auto_field = "django.db.models.BigAutoField"
