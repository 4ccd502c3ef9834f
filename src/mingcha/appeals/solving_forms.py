"""Forms of solving in depth: shares, merging and splitting, second opinions, notes, cards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appeals import policies
from mingcha.appeals.forms import MatterForm, NamedForm, said
from mingcha.appeals.models import Card
from mingcha.appeals.operations.notes import BY_HAND
from mingcha.appeals.states import CARDS, NOTES
from mingcha.org.models import DutyPost


class ShareForm(NamedForm):
    """Which post helps, and with what."""

    post = forms.ChoiceField(label=_("Post that helps"))
    what = forms.CharField(label=_("With what"), max_length=policies.REASON[1])

    word = "share"

    def __init__(self, data: Any = None, *, posts: Sequence[DutyPost] = ()) -> None:
        super().__init__(data)
        self.posts = {str(post.pk): post for post in posts}
        offers = [(key, f"{post.office} · {post}") for key, post in self.posts.items()]
        self.fields["post"].choices = [("", "—"), *offers]  # type: ignore[attr-defined]

    def clean_post(self) -> DutyPost:
        """One of those offered."""
        return self.posts[self.cleaned_data["post"]]


class ShareAnswerForm(NamedForm):
    """What a co-handler did or found."""

    text = forms.CharField(
        label=_("What you did or found"), max_length=policies.TEXT[1], widget=forms.Textarea(attrs={"rows": 3})
    )

    word = "share_answer"


class ShareEndForm(NamedForm):
    """Which request is taken back."""

    share = forms.CharField(max_length=16, widget=forms.HiddenInput)

    word = "share_end"


class MergeForm(NamedForm):
    """Into which appeal, of those offered."""

    into = forms.ChoiceField(label=_("It is the same matter as"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "merge"

    def __init__(self, data: Any = None, *, offers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["into"].choices = [("", "—"), *offers]  # type: ignore[attr-defined]


class UnmergeForm(NamedForm):
    """Why it is another matter after all."""

    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "unmerge"


class SplitForm(MatterForm):
    """The second matter: what it is about."""

    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "split"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["summary"].label = _("The second matter in one neutral line")


class PeerForm(NamedForm):
    """Whether it can really not be done."""

    agreed = forms.TypedChoiceField(label=_("Can it really not be done?"), coerce=lambda word: word == "yes")
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "peer"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = [("", "—"), ("yes", _("I agree: it cannot be done now")), ("no", _("no, back to whoever answered"))]
        self.fields["agreed"].choices = known  # type: ignore[attr-defined]


class NoteForm(NamedForm):
    """What was seen, planned or spent."""

    kind = forms.ChoiceField(label=_("Kind of note"))
    text = forms.CharField(
        label=_("What was seen, planned or done"),
        max_length=policies.TEXT[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    yuan = forms.DecimalField(
        label=_("Cost in yuan (for costs alone)"), required=False, min_value=Decimal("0.01"), decimal_places=2,
        max_digits=12, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    word = "note"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(c, t) for c, t in said(NOTES) if c in BY_HAND]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The cost in fen."""
        given = dict(super().clean() or {})
        yuan = given.pop("yuan", None)
        return {**given, "cost": None if yuan is None else int(yuan * 100)}


class CardForm(NamedForm):
    """Which card, and why."""

    colour = forms.ChoiceField(label=_("Card"))
    reason = forms.CharField(label=_("Reason"), max_length=policies.REASON[1])

    word = "card"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["colour"].choices = said(CARDS)  # type: ignore[attr-defined]


class ExplainForm(NamedForm):
    """The written explanation of a card."""

    card = forms.TypedChoiceField(label=_("Card"), coerce=int)
    text = forms.CharField(label=_("Explanation in writing"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    word = "explain"

    def __init__(self, data: Any = None, *, cards: Sequence[Card] = ()) -> None:
        super().__init__(data)
        words = dict(said(CARDS))
        offers = [(str(card.pk), f"{words[card.colour]} · {card.given_at:%Y-%m-%d}") for card in cards]
        self.fields["card"].choices = offers  # type: ignore[attr-defined]


class CardRuleForm(NamedForm):
    """Which card a broken promise gets, and what that rests on."""

    promise = forms.ChoiceField(label=_("Promise"))
    level = forms.IntegerField(label=_("Level of being late"), min_value=1, max_value=9)
    colour = forms.ChoiceField(label=_("Card"), required=False)
    citation = forms.CharField(label=_("Basis"), max_length=200)

    word = "rule"

    def __init__(self, data: Any = None, *, promises: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["promise"].choices = list(promises)  # type: ignore[attr-defined]
        self.fields["colour"].choices = [("", _("no card")), *said(CARDS)]  # type: ignore[attr-defined]


class DigestForm(NamedForm):
    """Where the digest of the morning goes; empty: nowhere."""

    channel = forms.ChoiceField(label=_("Over"), choices=(("email", _("E-mail")), ("sms", _("Text message"))))
    to = forms.CharField(
        label=_("Address or telephone (empty: no digest)"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    word = "digest"
