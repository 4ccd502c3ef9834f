"""Users and what they may do as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, grants, recusal."""

    name = "mingcha.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Logins go into the audit chain."""
        from mingcha.accounts import entrance

        entrance.connect()
