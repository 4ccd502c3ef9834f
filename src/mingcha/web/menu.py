"""The menu of the site, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.permissions import Permission as P


@dataclass(frozen=True)
class Entry:
    """A URL name, its label, and the permissions of which one opens it; None: everybody."""

    url: str
    label: Promise
    needs: frozenset[P] | None = None


MENU = (Entry("home", _("To do")),)
