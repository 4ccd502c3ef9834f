"""What pages for staff have in common: a request by somebody who has logged in, and refusals beside their field."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language

from mingcha.accounts.models import User
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Language

#: Lines of a list on one page.
PAGE = 50


class Asked(HttpRequest):
    """A request behind `login_required`: its user is known. Only a type; nothing is made of it."""

    user: User


def language() -> Language:
    """The language of the page."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def refuse(form: forms.Form, error: MingchaError, fields: Mapping[str, str]) -> None:
    """Says a refusal beside the field that `fields` names for its code, else above the form."""
    form.add_error(fields.get(error.code), error.say(language()))
