"""What the pages of this room get: a request by somebody who has logged in."""

from __future__ import annotations

from django.http import HttpRequest

from mingcha.accounts.models import User

#: Lines of a list on one page.
PAGE = 50


class Asked(HttpRequest):
    """A request behind `login_required`: its user is known. Only a type; nothing is made of it."""

    user: User
