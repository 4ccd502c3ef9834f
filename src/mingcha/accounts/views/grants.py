"""Pages of grants and recusal."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.accounts import access, operations
from mingcha.accounts.asking import Asked, refuse
from mingcha.accounts.forms import GrantForm, ReasonForm, RecusalForm
from mingcha.accounts.models import Grant, RecusalFact
from mingcha.accounts.permissions import Permission
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused

_FIELDS = {
    "role.unknown": "role",
    "grant.excluded": "role",
    "grant.exists": "role",
    "grant.over": "until",
    "recusal.no_reason": "reason",
}


@login_required
@require_http_methods(["GET", "POST"])
def grant_give(request: Asked, account_id: int) -> HttpResponse:
    """Giving a role."""
    at = wall_clock()
    account = access.account_for(request.user, account_id, Permission.GRANT_MANAGE, at=at)
    form = GrantForm(request.POST or None, user=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            operations.give_role(**form.cleaned_data, user=account, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The role is given."))
            return redirect("person", account.pk)
    known = {"form": form, "heading": _("Give a role"), "subject": account.name}
    return render(request, "accounts/form.html", known | {"back_to": reverse("person", args=[account.pk])})


@login_required
@require_POST
def grant_end(request: Asked, grant_id: int) -> HttpResponse:
    """Ending a grant now."""
    at = wall_clock()
    grant = get_object_or_404(Grant, pk=grant_id)
    access.account_for(request.user, grant.user_id, Permission.GRANT_MANAGE, at=at)
    access.check(request.user, Permission.GRANT_MANAGE, at=at, area=grant.area.code)
    operations.end_role(grant=grant, by=request.user, at=at)
    messages.success(request, _("The grant has ended."))
    return redirect("person", grant.user_id)


@login_required
@require_http_methods(["GET", "POST"])
def recusal_add(request: Asked, account_id: int) -> HttpResponse:
    """Keeping somebody away from the matters of a person or a body."""
    at = wall_clock()
    account = access.account_for(request.user, account_id, Permission.RECUSAL_MANAGE, at=at)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.record_recusal(**form.cleaned_data, user=account, by=request.user, at=at)
        messages.success(request, _("The recusal is recorded."))
        return redirect("person", account.pk)
    known = {"form": form, "heading": _("Record a recusal"), "subject": account.name}
    return render(request, "accounts/form.html", known | {"back_to": reverse("person", args=[account.pk])})


@login_required
@require_http_methods(["GET", "POST"])
def recusal_end(request: Asked, fact_id: int) -> HttpResponse:
    """Ending a recusal, with the reason."""
    at = wall_clock()
    fact = get_object_or_404(RecusalFact, pk=fact_id)
    account = access.account_for(request.user, fact.user_id, Permission.RECUSAL_MANAGE, at=at)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_recusal(fact=fact, **form.cleaned_data, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The recusal has ended."))
            return redirect("person", account.pk)
    known = {"form": form, "heading": _("End a recusal"), "subject": account.name}
    return render(request, "accounts/form.html", known | {"back_to": reverse("person", args=[account.pk])})
