"""Forms of the calendar and of promises."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingcha.deadlines.models import Unit
from mingcha.deadlines.reckoning import Terms
from mingcha.kernel.messages import Message
from mingcha.org.calendar import Special
from mingcha.org.queries import day_kinds

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)\s+(\w+)\s+([^/]+?)(?:\s*/\s*(.+))?")


class DayForm(forms.Form):
    """What one day is, and why it is changed."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("The day is"), required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    reason = forms.CharField(label=_("Reason and basis of the change"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("what its weekday says")), *day_kinds()]


class YearForm(forms.Form):
    """All days of a notice at once, one a line: `2027-01-01 holiday 元旦 / New Year's Day`."""

    year = forms.IntegerField(label=_("Year"), min_value=2008, max_value=2100)
    citation = forms.CharField(label=_("Notice of the State Council, with its number"), max_length=120)
    days = forms.CharField(label=_("Days"), widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}))

    def clean_days(self) -> dict[date, Special]:
        """Day → what it is. ValidationError with the number of the first line that cannot be read."""
        found: dict[date, Special] = {}
        kinds = dict(day_kinds())
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if not line.strip():
                continue
            read = _LINE.fullmatch(line.strip())
            day = _date(read[1]) if read else None
            if read is None or day is None or read[2] not in kinds or day in found:
                raise ValidationError(
                    _("Line %(number)s cannot be read: a day, holiday or rest or workday, a name; each day once."),
                    params={"number": number},
                )
            found[day] = Special(read[2], Message(read[3], read[4] or read[3]))
        return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class PromiseForm(forms.Form):
    """A new version of a promise."""

    title_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    title_en = forms.CharField(label=_("Name in English"), max_length=120)
    amount = forms.IntegerField(label=_("How long"), min_value=1)
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices)
    rolls = forms.BooleanField(label=_("A last day that is free moves to the next workday"), required=False)
    warn = forms.IntegerField(label=_("Due soon: how long before"), min_value=0)
    ladder = forms.CharField(
        label=_("Further levels: how long after the due moment, such as 3, 10"), required=False, max_length=60
    )
    citation = forms.CharField(label=_("Basis"), max_length=200)
    since = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_ladder(self) -> tuple[int, ...]:
        """Whole numbers."""
        words = [word for word in re.split(r"[,，、\s]+", self.cleaned_data["ladder"]) if word]
        if not all(word.isdecimal() for word in words):
            raise ValidationError(_("Write whole numbers with commas between them, or nothing."))
        return tuple(map(int, words))

    def terms(self) -> Terms:
        """What is promised."""
        given = self.cleaned_data
        return Terms(given["amount"], given["unit"], given["rolls"], given["warn"], given["ladder"])
