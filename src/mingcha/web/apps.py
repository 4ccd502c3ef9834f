"""The shell of the site as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, navigation, language, errors."""

    name = "mingcha.web"
    label = "web"
