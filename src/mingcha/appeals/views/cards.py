"""Cards on open matters with what they rest on, the rules for them, and the digest of the morning."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, operations, solving_queries
from mingcha.appeals.operations.digest import numbers_for
from mingcha.appeals.shipped import CARD_RULES
from mingcha.appeals.solving_forms import CardRuleForm, DigestForm
from mingcha.appeals.states import CARDS
from mingcha.appeals.views.asking import guarded
from mingcha.deadlines import queries as deadlines
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused

_FIELDS = {"card.colour": "colour", "card.level": "level", "promise.no_citation": "citation"}


@guarded
@require_http_methods(["GET", "POST"])
def cards(request: Asked) -> HttpResponse:
    """The cards that lie on matters, of one colour when asked; and by which rules they are given."""
    at, user = wall_clock(), request.user
    accounts.check_any(user, *access.OPENING, at=at)
    known = {one.promise for one in CARD_RULES}
    titles = {one.code: one.title for one in deadlines.list_promises() if one.code in known}
    form = CardRuleForm(request.POST or None, promises=list(titles.items()))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_card_rule(**form.cleaned_data, by=user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("Set. It holds for whatever is late from now on."))
            return redirect("appeal_cards")
    colour = request.GET.get("colour", "")
    colour = colour if colour in CARDS else ""
    found = solving_queries.list_cards(user, colour, at=at)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rules = solving_queries.card_rules(titles)
    manages = accounts.can(user, Permission.DEADLINE_MANAGE, at=at)
    known_of = {
        "page": page,
        "colour": colour,
        "colours": CARDS.items(),
        "rules": rules,
        "form": form if manages else None,
        "query": f"&colour={colour}" if colour else "",
    }
    looked(request, "appeal.cards_listed", detail={"colour": colour, "rows": len(page)})
    return render(request, "appeals/cards.html", known_of)


@guarded
@require_http_methods(["GET", "POST"])
def digest(request: Asked) -> HttpResponse:
    """Where one's own digest goes, and what it would say now."""
    at, user = wall_clock(), request.user
    accounts.check_any(user, *access.OPENING, at=at)
    form = DigestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.set_digest(**form.cleaned_data, by=user, at=at)
        except Refused as refused:
            refuse(form, refused, {"digest.channel": "channel"})
        else:
            messages.success(request, _("The digest goes there every morning.") if made else _("No digest is sent."))
            return redirect("appeal_digest")
    known = {"form": form, "wanted": solving_queries.digest_of(user), "numbers": numbers_for(user, at=at)}
    return render(request, "appeals/digest.html", known)
