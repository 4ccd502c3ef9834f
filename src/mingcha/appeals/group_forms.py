"""Forms of groups, their posts and the patrol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.models import User
from mingcha.appeals import groups, operations, policies
from mingcha.appeals.models import PostSet, SupervisionGroup
from mingcha.appeals.operations import group_posts
from mingcha.appeals.operations.groups import COVENANT, MOST, NAME
from mingcha.org.language import language


def _count(label: Any, **known: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, **known)


class GroupForm(forms.Form):
    """What is known of a group; of members only the number."""

    name = forms.CharField(label=_("Name of the group"), min_length=NAME[0], max_length=NAME[1])
    platform = forms.ChoiceField(label=_("Kind of chat"))
    post_set = forms.ChoiceField(label=_("Posts that must be held"))
    village = _count(_("Households of the village"), required=False)
    households = _count(_("Of these covered by the group"), initial=0)
    members = _count(_("Members (only the number is kept)"), initial=0)
    covenant = forms.CharField(
        label=_("Covenant of the group"),
        max_length=COVENANT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody reads it on the page of the group. No numbers of people."),
    )

    def __init__(self, data: Any = None, *, sets: Sequence[PostSet], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.sets = {str(one.pk): one for one in sets}
        words = [(code, title.say(language())) for code, title in groups.PLATFORMS.items()]
        self.fields["platform"].choices = words  # type: ignore[attr-defined]
        self.fields["post_set"].choices = [(key, str(one)) for key, one in self.sets.items()]  # type: ignore[attr-defined]

    def facts(self) -> operations.GroupFacts:
        """What was said."""
        given = dict(self.cleaned_data)
        return operations.GroupFacts(**{**given, "post_set": self.sets[given["post_set"]]})


class NewGroupForm(GroupForm):
    """The same, with the village."""

    area = forms.CharField(
        label=_("Code of the village"),
        min_length=12,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("area", "name", "platform", "post_set")

    def facts(self) -> operations.GroupFacts:
        """What was said; the village goes beside it."""
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name != "area"}
        return super().facts()


def facts_of(group: SupervisionGroup, village: int | None) -> dict[str, Any]:
    """What the form shows of a group."""
    names = ("name", "platform", "households", "members", "covenant")
    return {name: getattr(group, name) for name in names} | {"post_set": str(group.post_set_id), "village": village}


class HandOverPostForm(forms.Form):
    """Who follows, from now on."""

    rank = forms.TypedChoiceField(label=_("As"), coerce=int)
    name = forms.CharField(label=_("Name"), min_length=group_posts.NAME[0], max_length=group_posts.NAME[1])
    office = forms.CharField(label=_("Office and position"), max_length=group_posts.OFFICE, required=False)
    telephone = forms.CharField(
        label=_("Telephone of the office"),
        max_length=20,
        required=False,
        help_text=_("Villagers read it. Never a private number."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    account = forms.CharField(
        label=_("User name here, if there is one"),
        max_length=40,
        required=False,
        help_text=_("When the account is closed, the post is shown as vacant at once."),
    )
    last = forms.DateField(
        label=_("Last day of the term, if there is one"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"), min_length=policies.REASON[0], max_length=policies.REASON[1])

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, auto_id="over_%s", initial=initial)
        choices = [(groups.HOLDER, _("holder")), (groups.STAND_IN, _("stand-in"))]
        self.fields["rank"].choices = choices  # type: ignore[attr-defined]

    def clean_account(self) -> User | None:
        """The account with that name."""
        given = self.cleaned_data["account"].strip()
        if not given:
            return None
        found = User.objects.filter(username__iexact=given, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no open account of this name."))
        return found

    def holder(self) -> operations.Holder:
        """Who follows."""
        given = self.cleaned_data
        return operations.Holder(**{name: given[name] for name in ("name", "office", "telephone", "account", "last")})


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), min_length=policies.REASON[0], max_length=policies.REASON[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="why_%s")


class PlanForm(forms.Form):
    """Who looks from now on."""

    person = forms.ChoiceField(label=_("Looks at the chosen groups each day"), required=False)

    def __init__(self, data: Any = None, *, people: Sequence[User]) -> None:
        super().__init__(data)
        self.people = {str(user.pk): user for user in people}
        offers = [
            (key, f"{user.name} · {user.office}" if user.office else user.name) for key, user in self.people.items()
        ]
        self.fields["person"].choices = [("", _("nobody")), *offers]  # type: ignore[attr-defined]

    def clean_person(self) -> User | None:
        """One of those offered."""
        return self.people.get(self.cleaned_data["person"])


class PostKindForm(forms.Form):
    """A post more in a set."""

    title_zh = forms.CharField(label=_("Post in Chinese"), min_length=2, max_length=40)
    title_en = forms.CharField(label=_("Post in English"), max_length=80, required=False)
    basis = forms.CharField(label=_("Text that it rests on"), min_length=4, max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="kind_%s")


class PostSetForm(forms.Form):
    """A set of one's own area."""

    area = forms.CharField(label=_("Code of the county or city"), min_length=12, max_length=12)
    title_zh = forms.CharField(label=_("Name of the set in Chinese"), min_length=2, max_length=40)
    title_en = forms.CharField(label=_("Name of the set in English"), max_length=80, required=False)
    basis = forms.CharField(label=_("Text that it rests on"), min_length=4, max_length=300)
