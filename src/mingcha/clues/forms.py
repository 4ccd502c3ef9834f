"""Forms of proposing, confirming and declining."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.models import User
from mingcha.clues.policies import REASON, SUMMARY, TITLE
from mingcha.clues.states import LEVELS
from mingcha.org.language import language


def _levels() -> list[tuple[str, str]]:
    return [(code, title.say(language())) for code, title in LEVELS.items()]


def _text(limits: tuple[int, int], rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "minlength": limits[0], "maxlength": limits[1]})


class ProposeForm(forms.Form):
    """What is proposed, in neutral words."""

    title = forms.CharField(label=_("Title"), max_length=TITLE[1])
    summary = forms.CharField(
        label=_("Neutral summary"),
        widget=_text(SUMMARY, 6),
        help_text=_("Say what is suspected and what was verified. No names, no numbers of people."),
    )
    level = forms.ChoiceField(label=_("Who shall know of it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = _levels()  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """Who owns the clue, who knows of it, why it is one."""

    owner = forms.ChoiceField(label=_("Owner"))
    level = forms.ChoiceField(label=_("Who shall know of it"))
    reason = forms.CharField(label=_("Reason"), widget=_text(REASON, 2))

    def __init__(self, data: Any = None, *, owners: Iterable[User], initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial, auto_id="confirm_%s")
        self.owners = {str(user.pk): user for user in owners}
        offers = [
            (key, f"{user.name} · {user.office}" if user.office else user.name) for key, user in self.owners.items()
        ]
        self.fields["owner"].choices = [("", "—"), *offers]  # type: ignore[attr-defined]
        self.fields["level"].choices = _levels()  # type: ignore[attr-defined]

    def clean_owner(self) -> User:
        """One of the people offered."""
        return self.owners[self.cleaned_data["owner"]]


class DeclineForm(forms.Form):
    """Why the proposal is not followed."""

    reason = forms.CharField(label=_("Reason"), widget=_text(REASON, 2))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="decline_%s")
