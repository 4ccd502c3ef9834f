"""Promises and the clocks that hold people to them, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """What is due when, and why."""

    name = "mingcha.deadlines"
    label = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"
