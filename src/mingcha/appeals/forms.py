"""Forms: few fields, each with what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appeals import policies
from mingcha.appeals.models import Category
from mingcha.appeals.states import CHECKERS, KINDS, OUTCOMES
from mingcha.org.language import language
from mingcha.org.models import DutyPost


class NamedForm(forms.Form):
    """Several of them stand on one page: ids of fields begin with a word of the form's own."""

    word = "f"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.word}_%s")


def category_field(label: Any, **known: Any) -> forms.ModelChoiceField[Category]:
    """An open category, called by its code."""
    given = {"empty_label": "—", **known}
    return forms.ModelChoiceField(Category.objects.filter(closed_at=None), to_field_name="code", label=label, **given)


def said(words: Any) -> list[tuple[str, str]]:
    return [(code, title.say(language())) for code, title in words.items()]


class CitizenForm(NamedForm):
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


class ProxyForm(CitizenForm):
    """The same, entered by staff for somebody who tells, calls or writes on paper."""

    village = forms.CharField(
        label=_("Code of the village"),
        max_length=12,
        min_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("village", "text", "spot", "name", "contact")


class TranscriptForm(NamedForm):
    """Text out of a group, and of which village the group is."""

    village = forms.CharField(
        label=_("Code of the village"),
        max_length=12,
        min_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    pasted = forms.CharField(label=_("Text of the group chat"), widget=forms.Textarea(attrs={"rows": 12}))


class ReceiptForm(forms.Form):
    """The twenty digits."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class MatterForm(NamedForm):
    """What a matter is about, in neutral words."""

    summary = forms.CharField(
        label=_("In one neutral line"), max_length=policies.SUMMARY[1], help_text=_("No names, no numbers of people.")
    )
    category = category_field(_("Category"))
    kind = forms.ChoiceField(label=_("Kind"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = said(KINDS)  # type: ignore[attr-defined]
        self.fields["kind"].initial = "request"


class AcceptForm(MatterForm):
    """And whether it cannot wait."""

    urgent = forms.BooleanField(label=_("Urgent: danger to life, home or harvest"), required=False)

    word = "accept"


class HandOverForm(NamedForm):
    """To which category it belongs, and why."""

    category = category_field(_("It belongs to"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "over"


class DeclineForm(NamedForm):
    """Where the petitioner should go instead."""

    where_to = forms.CharField(label=_("Whom to ask instead, and why"), max_length=policies.REASON[1])

    word = "decline"


class AnswerForm(NamedForm):
    """What was done, or why it cannot be."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    text = forms.CharField(label=_("Answer"), max_length=policies.TEXT[1], widget=forms.Textarea(attrs={"rows": 4}))

    word = "answer"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["outcome"].choices = said(OUTCOMES)  # type: ignore[attr-defined]


class CheckForm(NamedForm):
    """Whether it is so."""

    passed = forms.TypedChoiceField(label=_("Is it so?"), coerce=lambda word: word == "yes")
    how = forms.ChoiceField(label=_("How it was checked"))
    note = forms.CharField(label=_("What was seen"), max_length=policies.REASON[1])

    word = "check"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["passed"].choices = [("", "—"), ("yes", _("yes")), ("no", _("no, back to whoever answered"))]  # type: ignore[attr-defined]
        self.fields["how"].choices = said(CHECKERS)  # type: ignore[attr-defined]


class ExtendForm(NamedForm):
    """More time, with the reason. In what it is counted stands beside the field."""

    amount = forms.IntegerField(label=_("How much more"), min_value=1, max_value=30)
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "extend"

    def __init__(self, data: Any = None, *, unit: str = "") -> None:
        super().__init__(data)
        if unit:
            self.fields["amount"].label = _("How much more (%(unit)s)") % {"unit": unit}


class PublishForm(NamedForm):
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

    word = "publish"

    def __init__(self, data: Any = None, *, text: str = "", answer: str = "") -> None:
        super().__init__(data)
        self.fields["text"].initial, self.fields["answer"].initial = text, answer


class RouteForm(NamedForm):
    """A post for a category, or without one for the desk."""

    category = category_field(
        _("Category"), required=False, empty_label=_("the desk: whatever nobody else answers for")
    )
    post = forms.ChoiceField(label=_("Post that answers"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])
    word = "route"

    def __init__(self, data: Any = None, *, posts: Sequence[DutyPost]) -> None:
        super().__init__(data)
        self.posts = {str(post.pk): post for post in posts}
        offers = [(key, f"{post.office} · {post}") for key, post in self.posts.items()]
        self.fields["post"].choices = [("", "—"), *offers]  # type: ignore[attr-defined]

    def clean_post(self) -> DutyPost:
        """One of those offered."""
        return self.posts[self.cleaned_data["post"]]


class BulletinForm(forms.Form):
    """What a person adds to the figures."""

    cases = forms.CharField(
        label=_("Typical cases and what has to be done"),
        max_length=2_000,
        required=False,
        strip=True,
        help_text=_("No names, no numbers of people."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
