"""The form of a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.api.operations import MOST
from mingcha.kernel.errors import NotFound
from mingcha.org import queries as org
from mingcha.org.language import say
from mingcha.org.models import Area


class KeyForm(forms.Form):
    """For which system, where, how much."""

    name = forms.CharField(label=_("Name of the other system"), min_length=2, max_length=60)
    area = forms.CharField(
        label=_("Code of the area in which it may hand in"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    most = forms.IntegerField(label=_("Filings in ten minutes at most"), min_value=1, max_value=MOST, initial=600)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="f_%s")

    def clean_area(self) -> Area:
        """The area itself."""
        try:
            return org.get_area(self.cleaned_data["area"])
        except NotFound as refused:
            raise forms.ValidationError(say(refused.message)) from None
