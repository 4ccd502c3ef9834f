"""The forms of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.access import scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.datasets.columns import Given
from mingcha.datasets.engine import specs
from mingcha.datasets.models import Purpose
from mingcha.org.language import named
from mingcha.org.models import Area


def dataset_choices(only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(name, title in the language of the page) of the datasets, all or some."""
    known = specs()
    chosen = [known[name] for name in only if name in known] if only is not None else list(known.values())
    return sorted(((s.dataset, named(s.title_zh, s.title_en)) for s in chosen), key=lambda pair: pair[1])


class PurposeForm(forms.Form):
    """What is to be matched, on what legal basis, with which data, where and until when."""

    title = forms.CharField(label=_("Purpose"), min_length=4, max_length=120)
    legal_basis = forms.CharField(
        label=_("Legal basis"), min_length=4, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), empty_label=_("Please choose"))
    valid_until = forms.DateField(label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}))
    datasets = forms.MultipleChoiceField(label=_("Datasets"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(user, Permission.PURPOSE_PROPOSE, at=at)
        areas: Any = self.fields["area"]
        areas.queryset = Area.objects.filter(scope.condition("code"), level__in=("province", "city", "county"))
        datasets: Any = self.fields["datasets"]
        datasets.choices = dataset_choices()
        datasets.widget.attrs["class"] = "form-check-input"
        for name, field in self.fields.items():
            if name != "datasets":
                field.widget.attrs["class"] = "form-select" if name == "area" else "form-control"


class HandInForm(forms.Form):
    """Which purpose; the files beside it are taken by the sealing handler."""

    purpose = forms.ModelChoiceField(label=_("Purpose"), queryset=Purpose.objects.none(), empty_label=None)

    def __init__(self, *args: Any, purposes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.queryset = purposes
        field.widget.attrs["class"] = "form-select"


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), min_length=4, max_length=200)


def given_from(data: Any, count: int) -> list[Given]:
    """
    The answers of the mapping screen: fields `sheet-N`, `dataset-N`, `header_row-N`, `skip-N`, and for each header
    `header-N-M` with `column-N-M` (empty: left out), for each constant `constant-N-NAME`. A header row or constant that
    is still as the page showed it (`row_was-N`, `said-N-NAME`) is no answer: it may be another one next month.
    """
    return [_given(data, number) for number in range(count)]


def _given(data: Any, number: int) -> Given:
    dataset = data.get(f"dataset-{number}", "")
    columns: dict[str, str | None] = {}
    if dataset and dataset == data.get(f"was-{number}", ""):  # columns shown belong to the dataset shown
        for place in range(int(data.get(f"lines-{number}") or 0)):
            columns[data.get(f"header-{number}-{place}", "")] = data.get(f"column-{number}-{place}") or None
    row = data.get(f"header_row-{number}", "")
    row = "" if row == data.get(f"row_was-{number}", "") else row
    prefix = f"constant-{number}-"
    said = {name.removeprefix(prefix): data[name].strip() for name in data if name.startswith(prefix)}
    return Given(
        sheet=data.get(f"sheet-{number}", ""),
        dataset=dataset,
        header_row=int(row) if row.isdecimal() and int(row) > 0 else None,
        columns=columns,
        constants={name: v for name, v in said.items() if v and v != data.get(f"said-{number}-{name}", "")},
        skip=bool(data.get(f"skip-{number}")),
    )
