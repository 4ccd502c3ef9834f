"""Forms: few fields, each with what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appeals import policies, queries
from mingcha.appeals.models import Category
from mingcha.appeals.states import CHECKERS, KINDS, OUTCOMES
from mingcha.org.language import language
from mingcha.org.models import DutyPost


def _said(words: Any) -> list[tuple[str, str]]:
    return [(code, title.say(language())) for code, title in words.items()]


class CitizenForm(forms.Form):
    """What a villager writes: four fields, of which one must be filled."""

    text = forms.CharField(
        label=_("What is the matter?"),
        min_length=policies.TEXT[0],
        max_length=policies.TEXT[1],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    spot = forms.CharField(label=_("Where exactly?"), max_length=policies.SPOT, required=False)
    name = forms.CharField(label=_("How shall we call you? (may stay empty)"), max_length=policies.NAME, required=False)
    contact = forms.CharField(
        label=_("Telephone (may stay empty)"), max_length=policies.CONTACT, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="f_%s")


class ProxyForm(CitizenForm):
    """The same, entered by staff for somebody who tells, calls or writes on paper."""

    village = forms.CharField(
        label=_("Code of the village"),
        max_length=12,
        min_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("village", "text", "spot", "name", "contact")


class ReceiptForm(forms.Form):
    """The twenty digits."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AcceptForm(forms.Form):
    """What it is about, in neutral words."""

    summary = forms.CharField(
        label=_("In one neutral line"), max_length=policies.SUMMARY[1], help_text=_("No names, no numbers of people.")
    )
    category = forms.ChoiceField(label=_("Category"))
    kind = forms.ChoiceField(label=_("Kind"))
    urgent = forms.BooleanField(label=_("Urgent: danger to life, home or harvest"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="accept_%s")
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined]
        self.fields["kind"].choices = _said(KINDS)  # type: ignore[attr-defined]
        self.fields["kind"].initial = "request"


def _categories() -> list[tuple[str, str]]:
    return [("", "—"), *((one.code, one.title) for one in queries.list_categories())]


class HandOverForm(forms.Form):
    """To which category it belongs, and why."""

    category = forms.ChoiceField(label=_("It belongs to"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="over_%s")
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Where the petitioner should go instead."""

    where_to = forms.CharField(label=_("Whom to ask instead, and why"), max_length=policies.REASON[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="decline_%s")


class AnswerForm(forms.Form):
    """What was done, or why it cannot be."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    text = forms.CharField(label=_("Answer"), max_length=policies.TEXT[1], widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="answer_%s")
        self.fields["outcome"].choices = _said(OUTCOMES)  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """Whether it is so."""

    passed = forms.TypedChoiceField(label=_("Is it so?"), coerce=lambda word: word == "yes")
    how = forms.ChoiceField(label=_("How it was checked"))
    note = forms.CharField(label=_("What was seen"), max_length=policies.REASON[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="check_%s")
        self.fields["passed"].choices = [("", "—"), ("yes", _("yes")), ("no", _("no, back to whoever answered"))]  # type: ignore[attr-defined]
        self.fields["how"].choices = _said(CHECKERS)  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """More time, with the reason."""

    days = forms.IntegerField(label=_("Days more"), min_value=1, max_value=30)
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="extend_%s")


class PublishForm(forms.Form):
    """What everybody reads, and what is said of the answer."""

    text = forms.CharField(
        label=_("What everybody reads"), max_length=policies.REASON[1], widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.CharField(
        label=_("What was done (may stay empty)"),
        max_length=policies.REASON[1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="publish_%s")


class RouteForm(forms.Form):
    """A post for a category, or without one for the desk."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    post = forms.ChoiceField(label=_("Post that answers"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    def __init__(self, data: Any = None, *, posts: Sequence[DutyPost]) -> None:
        super().__init__(data, auto_id="route_%s")
        self.posts = {str(post.pk): post for post in posts}
        self.categories = {one.code: one for one in queries.list_categories()}
        offers = [(key, f"{post.office} · {post}") for key, post in self.posts.items()]
        desk = ("", _("the desk: whatever nobody else answers for"))
        self.fields["post"].choices = [("", "—"), *offers]  # type: ignore[attr-defined]
        self.fields["category"].choices = [desk, *((code, one.title) for code, one in self.categories.items())]  # type: ignore[attr-defined]

    def clean_post(self) -> DutyPost:
        """One of those offered."""
        return self.posts[self.cleaned_data["post"]]

    def clean_category(self) -> Category | None:
        """One of those offered; None is the desk."""
        return self.categories.get(self.cleaned_data["category"])
