"""Forms of accounts, grants, recusal, offices and duty."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.access import Scope, scope_of
from mingcha.accounts.identity import pseudonym_of
from mingcha.accounts.models import RecusalKind, User
from mingcha.accounts.permissions import ROLES, Permission
from mingcha.kernel.errors import Refused
from mingcha.org.language import language
from mingcha.org.models import Area, Office, OfficeKind

_DAY = {"type": "date"}
_MOMENT = {"type": "datetime-local"}


def _offices(scope: Scope) -> Any:
    return Office.objects.filter(scope.condition("area__code"), valid_to=None)


class IdentityField(forms.CharField):
    """A resident id or a credit code, read as its pseudonym; None when left empty."""

    def clean(self, value: Any) -> Any:
        """ValidationError with the sentence of the refusal."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return pseudonym_of(text)
        except Refused as refused:
            raise ValidationError(refused.say(language()), code=refused.code) from None


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An area, named with the one above it: townships of two counties may share a name."""

    def label_from_instance(self, obj: Any) -> str:
        """`衡阳县 · 金兰镇`."""
        return f"{obj.parent} · {obj}" if obj.level in ("township", "village") else str(obj)


class AccountForm(forms.Form):
    """A new account."""

    username = forms.RegexField(r"^[A-Za-z0-9._-]{2,40}$", label=_("User name"), help_text=_("Letters, digits, . _ -"))
    name = forms.CharField(label=_("Name"), max_length=40)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), required=False, empty_label="–")
    person_key = IdentityField(
        label=_("Identity number"),
        required=False,
        help_text=_("Only its pseudonym is kept: it keeps this person away from matters of their own."),
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = _offices(scope_of(user, Permission.USER_MANAGE, at=at))


class GrantForm(forms.Form):
    """A role for an area until a day."""

    role = forms.ChoiceField(label=_("Role"))
    area = AreaField(label=_("Area"), queryset=Area.objects.none())
    until = forms.DateTimeField(
        label=_("Until (empty: without an end)"), required=False, widget=forms.DateTimeInput(attrs=_MOMENT)
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(user, Permission.GRANT_MANAGE, at=at)
        role: Any = self.fields["role"]
        role.choices = [(one.code, one.title.say(language())) for one in ROLES.values()]
        area: Any = self.fields["area"]
        area.queryset = Area.objects.filter(scope.condition("code")).exclude(level="village").select_related("parent")


class RecusalForm(forms.Form):
    """From whose matters somebody stays away, and where that is known from."""

    kind = forms.ChoiceField(label=_("Why"), choices=RecusalKind.choices)
    key = IdentityField(
        label=_("Identity number or credit code"),
        help_text=_("Only its pseudonym is kept, and the log does not hold it."),
    )
    source = forms.CharField(label=_("Known from"), max_length=120)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class OfficeForm(forms.Form):
    """A new office."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=OfficeKind.choices)
    parent = forms.ModelChoiceField(
        label=_("Office above"), queryset=Office.objects.none(), required=False, empty_label="–"
    )
    unit_key = IdentityField(
        label=_("Unified social credit code"),
        required=False,
        help_text=_("Only its pseudonym is kept: it keeps the staff away from matters of their own unit."),
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs=_DAY))

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = _offices(scope_of(user, Permission.OFFICE_MANAGE, at=at))


class LastDayForm(forms.Form):
    """The last day of an office."""

    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=_DAY))


class PostForm(forms.Form):
    """A new post."""

    title_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    title_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)


class DutyForm(forms.Form):
    """Who holds a post, when."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label=_("Please choose"))
    rank = forms.IntegerField(label=_("Rank (1 holds the post, 2 and above stand in)"), min_value=1, max_value=20)
    since = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs=_MOMENT))
    until = forms.DateTimeField(
        label=_("Until (empty: without an end)"), required=False, widget=forms.DateTimeInput(attrs=_MOMENT)
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = User.objects.filter(office=office, is_active=True)


class AbsenceForm(forms.Form):
    """Who is away, when and why."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label=_("Please choose"))
    since = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs=_MOMENT))
    until = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs=_MOMENT))
    reason = forms.CharField(label=_("Reason"), max_length=120)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = User.objects.filter(office=office, is_active=True)
