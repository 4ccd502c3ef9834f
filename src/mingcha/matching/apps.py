"""Matching as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Rules, runs, findings, reviews."""

    name = "mingcha.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"
