"""How login behaves here: nobody signs up by themselves, and a new password is an operation."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from mingcha.accounts import operations
from mingcha.accounts.models import User
from mingcha.kernel.clock import wall_clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the system administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failed passwords are counted by axes alone; the limit of allauth is left for the second factor."""

    def set_password(self, user: User, password: str) -> None:
        """The user's own change, on the page for it."""
        operations.change_password(user=user, password=password, by=user, at=wall_clock())
