"""The page on which keys for other systems are issued and revoked. A key is shown once, when it is made."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.accounts.access import check
from mingcha.accounts.asking import Asked, guarding, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.api import access, operations
from mingcha.api.forms import KeyForm
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError

guarded = guarding("api_key.denied", kind="api_key", key="number")
_FIELDS = {"api_key.name": "name", "permission.missing": "area"}


@never_cache
@guarded
@require_http_methods(["GET", "POST"])
def key_list(request: Asked) -> HttpResponse:
    """Keys with where they are good for and what came with them; POST makes one."""
    at = wall_clock()
    check(request.user, Permission.SYSTEM_OPERATE, at=at)
    form, made = KeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.issue_key(**form.cleaned_data, by=request.user, at=at)
        except MingchaError as refused:
            refuse(form, refused, _FIELDS)
        else:
            form = KeyForm()
    keys = access.keys_of(request.user, at=at).annotate(count=Count("filings"), last=Max("filings__at"))
    looked(request, "api_key.listed")
    return render(request, "api/keys.html", {"form": form, "made": made, "keys": keys})


@guarded
@require_POST
def key_revoke(request: Asked, number: str) -> HttpResponse:
    """The end of a key."""
    at = wall_clock()
    check(request.user, Permission.SYSTEM_OPERATE, at=at)
    operations.revoke_key(number=number, by=request.user, at=at)
    messages.success(request, _("The key is revoked."))
    return redirect("api_keys")
