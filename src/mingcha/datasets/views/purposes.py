"""Pages of the purpose register."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked
from mingcha.accounts.permissions import Permission
from mingcha.datasets import access, purposes, queries
from mingcha.datasets.forms import PurposeForm, ReasonForm
from mingcha.kernel.clock import wall_clock


@login_required
@require_GET
def purpose_list(request: Asked) -> HttpResponse:
    """The register, the newest first; `?state=draft` are those that `user` may be asked to approve."""
    at = wall_clock()
    found = queries.list_purposes(request.user, at=at)
    if request.GET.get("state") == "draft":
        found = found.filter(state="draft").exclude(proposed_by=request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    proposes = accounts.can(request.user, Permission.PURPOSE_PROPOSE, at=at)
    return render(request, "datasets/purpose_list.html", {"page": page, "proposes": proposes})


@login_required
@require_http_methods(["GET", "POST"])
def purpose_new(request: Asked) -> HttpResponse:
    """Proposing one."""
    at = wall_clock()
    accounts.check(request.user, Permission.PURPOSE_PROPOSE, at=at)
    form = PurposeForm(request.POST or None, user=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        made = purposes.propose_purpose(**form.cleaned_data, by=request.user, at=at)
        return redirect("purpose", made.pk)
    return render(request, "datasets/purpose_form.html", {"form": form})


@login_required
@require_GET
def purpose_page(request: Asked, purpose_id: int) -> HttpResponse:
    """One purpose, its signatures, and what was handed in for it."""
    at = wall_clock()
    purpose = access.purpose_for(request.user, purpose_id, at=at)
    approves = accounts.can(request.user, Permission.PURPOSE_APPROVE, at=at, area=purpose.area.code)
    known = {
        "purpose": purpose,
        "uploads": queries.list_uploads(request.user, at=at, purpose=purpose)[:PAGE],
        "approves": approves and purpose.state == "draft" and purpose.proposed_by_id != request.user.pk,
        "ends": approves and purpose.state != "ended",
    }
    return render(request, "datasets/purpose.html", known)


@login_required
@require_POST
def purpose_approve(request: Asked, purpose_id: int) -> HttpResponse:
    """The second signature."""
    purposes.approve_purpose(purpose_id=purpose_id, by=request.user, at=wall_clock())
    return redirect("purpose", purpose_id)


@login_required
@require_POST
def purpose_end(request: Asked, purpose_id: int) -> HttpResponse:
    """Its end, with the deletion of its data."""
    reason = ReasonForm(request.POST).data.get("reason", "")
    purposes.end_purpose(purpose_id=purpose_id, reason=reason, by=request.user, at=wall_clock())
    return redirect("purpose", purpose_id)
