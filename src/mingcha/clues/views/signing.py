"""The two signatures: proposing a clue from a finding, confirming or declining it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.clues import access, operations, policies, routing
from mingcha.clues.forms import DeclineForm, ProposeForm
from mingcha.clues.models import Clue
from mingcha.clues.states import GENERAL
from mingcha.clues.views.asking import guarded
from mingcha.clues.views.register import confirm_form, show_clue
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.matching import access as matching
from mingcha.matching.models import Finding
from mingcha.matching.policies import check_confirmed
from mingcha.matching.quoting import quote
from mingcha.matching.states import FINDING
from mingcha.org.language import language

_FIELDS = {
    "clue.title": "title",
    "clue.summary": "summary",
    "clue.identifier": "summary",
    "clue.level": "level",
    "clue.owner": "owner",
    "clue.reason": "reason",
}


@guarded
@require_http_methods(["GET", "POST"])
def clue_propose(request: Asked, number: str) -> HttpResponse:
    """The first signature, with the finding before one's eyes and the answer of the conflict check."""
    at, user = wall_clock(), request.user
    finding = matching.finding_for(user, number, to=Permission.CLUE_PROPOSE, at=at)
    FINDING.target("promoted", finding.state)
    check_confirmed(finding)
    form = ProposeForm(request.POST or None, initial=_initial(finding))
    if request.method == "POST" and form.is_valid():
        try:
            clue = operations.propose_clue(number=number, **form.cleaned_data, by=user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The proposal waits for the second signature of another person."))
            return redirect("clue", clue.public_id)
    keys = list(finding.keys.values_list("key", flat=True))
    free = routing.route_for(finding.area_code, keys, by=user, at=at) is not None
    looked(request, "clue.proposal_opened", finding.audit_name)
    known = {"form": form, "quoted": quote(finding), "free": free, "conflict": policies.CONFLICT}
    return render(request, "clues/propose.html", known)


def _initial(finding: Finding) -> dict[str, str]:
    """What the rule says, to be retyped in neutral words."""
    title = finding.rule.title.say(language())
    fund = f"（{finding.fund}）" if finding.fund else ""
    said = finding.text.explanation.say(language())
    return {"title": f"{title}{fund}"[: policies.TITLE[1]], "summary": said[: policies.SUMMARY[1]], "level": GENERAL}


@guarded
@require_POST
def clue_confirm(request: Asked, public_id: str) -> HttpResponse:
    """The second signature."""
    clue = access.clue_for(request.user, public_id, to=Permission.CLUE_CONFIRM, at=wall_clock())
    form = confirm_form(clue, request.POST)
    if _decided(request, clue, form, operations.confirm_clue):
        messages.success(request, _("The clue is registered."))
        return redirect("clue", public_id)
    return show_clue(request, clue, confirm=form)


@guarded
@require_POST
def clue_decline(request: Asked, public_id: str) -> HttpResponse:
    """The proposal is not followed, with the reason."""
    clue = access.clue_for(request.user, public_id, to=Permission.CLUE_CONFIRM, at=wall_clock())
    form = DeclineForm(request.POST)
    if _decided(request, clue, form, operations.decline_clue):
        messages.success(request, _("Declined. The finding is back with those who verify."))
        return redirect("clue", public_id)
    return show_clue(request, clue, decline=form)


def _decided(request: Asked, clue: Clue, form: Form, operation: Callable[..., object]) -> bool:
    """Whether the operation took what the form says; a refusal about one of its fields is said beside it."""
    if not form.is_valid():
        return False
    try:
        operation(public_id=clue.public_id, **form.cleaned_data, by=request.user, at=wall_clock())
    except Refused as refused:
        if _FIELDS.get(refused.code, "") not in form.fields:
            raise
        refuse(form, refused, _FIELDS)
        return False
    return True
