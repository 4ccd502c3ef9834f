"""Purposes and the files handed in for them, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Purpose register, uploads, their quality, release and retention; progress of background work."""

    name = "mingcha.datasets"
    label = "datasets"
