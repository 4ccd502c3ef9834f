"""Pages of accounts: the list, one account, opening, closing, resetting."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access, operations, queries
from mingcha.accounts.asking import PAGE, Asked, refuse
from mingcha.accounts.forms import AccountForm
from mingcha.accounts.models import User
from mingcha.accounts.permissions import ROLES, Permission
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused

#: A given password: long enough for every profile, with every kind of character, read out over a telephone.
_LETTERS, _GROUPS = "abcdefghjkmnpqrstuvwxyz23456789", 4
_FIELDS = {"user.exists": "username"}


@login_required
@require_GET
def people_list(request: Asked) -> HttpResponse:
    """Accounts, searched by name."""
    at = wall_clock()
    access.check_any(request.user, *queries.ADMINISTERING, at=at)
    name, closed = request.GET.get("name", "").strip(), request.GET.get("closed") == "1"
    found = queries.list_accounts(request.user, at=at, name=name, closed=closed)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    operations.record_view(account=None, found=len(page), by=request.user, at=at)
    opens = access.can(request.user, Permission.USER_MANAGE, at=at)
    return render(request, "accounts/people.html", {"page": page, "name": name, "closed": closed, "opens": opens})


@login_required
@require_http_methods(["GET", "POST"])
def person_new(request: Asked) -> HttpResponse:
    """Opening an account; its first password is made here and shown once."""
    at = wall_clock()
    access.check(request.user, Permission.USER_MANAGE, at=at)
    form = AccountForm(request.POST or None, user=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        password = made_password()
        try:
            account = operations.open_account(
                **form.cleaned_data, password=password, must_change=True, by=request.user, at=at
            )
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            return render(request, "accounts/password_given.html", {"account": account, "password": password})
    return render(request, "accounts/form.html", {"form": form, "heading": _("Open an account"), "back": "people"})


@login_required
@require_GET
def person_page(request: Asked, account_id: int) -> HttpResponse:
    """One account with its grants and recusals."""
    at = wall_clock()
    account = access.account_for(request.user, account_id, *queries.ADMINISTERING, at=at)
    operations.record_view(account=account, by=request.user, at=at)
    may = {p.name.lower(): access.can(request.user, p, at=at) for p in queries.ADMINISTERING}
    grants = [
        (grant, ROLES[grant.role].title, not grant.until or grant.until > at) for grant in queries.list_grants(account)
    ]
    recusals = queries.list_recusals(account) if may["recusal_manage"] else ()
    known = {"account": account, "grants": grants, "recusals": recusals, "is_self": account == request.user}
    return render(request, "accounts/person.html", known | may)


@login_required
@require_POST
def person_act(request: Asked, account_id: int, deed: str) -> HttpResponse:
    """Closing an account, resetting its password or its second factor."""
    at = wall_clock()
    needs, act = _DEEDS[deed]
    account = access.account_for(request.user, account_id, needs, at=at)
    return act(request, account, {"user": account, "by": request.user, "at": at})


@login_required
@require_GET
def own_account(request: Asked) -> HttpResponse:
    """One's own roles, and the ways to one's password and second factor."""
    grants = [(grant, ROLES[grant.role].title) for grant in access.roles_of(request.user, at=wall_clock())]
    return render(request, "accounts/me.html", {"grants": grants})


def made_password() -> str:
    """A password of four groups of letters and digits, and a group with a capital and a digit."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS)]
    return "-".join([*groups, secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + secrets.choice("23456789")])


def _close(request: Asked, account: User, known: dict[str, Any]) -> HttpResponse:
    operations.close_account(**known)
    messages.success(request, _("The account is closed; its sessions and grants have ended."))
    return redirect("person", account.pk)


def _reset(request: Asked, account: User, known: dict[str, Any]) -> HttpResponse:
    password = made_password()
    operations.reset_password(**known, password=password)
    return render(request, "accounts/password_given.html", {"account": account, "password": password})


def _factor(request: Asked, account: User, known: dict[str, Any]) -> HttpResponse:
    operations.reset_second_factor(**known)
    messages.success(request, _("The second factor is forgotten; the next login sets up another."))
    return redirect("person", account.pk)


_DEEDS: dict[str, tuple[Permission, Callable[[Asked, User, dict[str, Any]], HttpResponse]]] = {
    "close": (Permission.USER_MANAGE, _close),
    "password": (Permission.USER_MANAGE, _reset),
    "factor": (Permission.GRANT_MANAGE, _factor),
}
