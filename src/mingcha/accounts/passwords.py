"""
What a password must be, by profile (`MINGCHA_PASSWORDS`; the lists of validators stand in the settings).

`dengbao` follows the practice of GB/T 22239-2019 8.1.4.1 (complexity, periodic change): three of four kinds of
characters, a change every 90 days, none of the last five. `modern`
follows NIST SP 800-63B: length, and nothing that is known from breaches; no composition and no periodic change, because
both make people choose weaker ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mingcha.accounts.models import PasswordUsed, User

#: How many passwords back none may be taken again, and how many kinds of characters one must have.
REMEMBERED, KINDS = 5, 3


class Composition:
    """Three of: capital letters, small letters, digits, other characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError `password_kinds`."""
        kinds = {_kind(c) for c in password}
        if len(kinds) < KINDS:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Use at least three of: capital letters, small letters, digits, other characters.")


def _kind(character: str) -> str:
    if character.isdecimal():
        return "digit"
    return "capital" if character.isupper() else "small" if character.islower() else "other"


class NotBefore:
    """None of the last passwords, nor the present one."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError `password_before`."""
        if user is None or user.pk is None:
            return
        used = PasswordUsed.objects.filter(user=user).values_list("password", flat=True)[: REMEMBERED - 1]
        if any(check_password(password, old) for old in (user.password, *used)):
            raise ValidationError(self.get_help_text(), code="password_before")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Do not use one of your last five passwords.")


def must_change(user: User, *, at: datetime) -> bool:
    """Whether `user` may do nothing but choose a new password."""
    days: int = settings.PASSWORD_DAYS
    return user.must_change or (days > 0 and at - user.password_at >= timedelta(days=days))
