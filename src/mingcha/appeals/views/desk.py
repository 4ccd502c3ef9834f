"""The desk: the lists of what waits, filing for somebody else, and why an appeal is due when it is due."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, operations, queries, receipts
from mingcha.appeals.fork import sign_of_allegation
from mingcha.appeals.forms import ProxyForm
from mingcha.appeals.models import Appeal, AppealSet
from mingcha.appeals.states import APPEAL
from mingcha.appeals.suggesting.speaking import Alike, duplicates
from mingcha.appeals.views.asking import guarded
from mingcha.deadlines import queries as deadlines
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, NotFound
from mingcha.org import queries as org

FIELDS = {"appeal.text": "text", "appeal.receipt": "text", "appeal.allegation": "text", "area.unknown": "village"}


class _Pages(Paginator[Appeal]):
    """Pages of a list that is counted only so far."""

    object_list: AppealSet

    @cached_property
    def count(self) -> int:
        return queries.length_of(self.object_list)


@guarded
@require_GET
def appeal_list(request: Asked) -> HttpResponse:
    """One of the lists; the numbers on the tabs are their lengths."""
    at, user = wall_clock(), request.user
    accounts.check_any(user, *access.OPENING, at=at)
    asked = queries.asking(request.GET)
    page = _Pages(queries.list_appeals(user, asked, at=at), PAGE).get_page(request.GET.get("page"))
    appeals = list(page)
    clocks, late, cards = queries.open_clocks(appeals), queries.late_shares(appeals), queries.cards_of(appeals)
    lines = [
        {
            "appeal": appeal,
            "called": queries.called(appeal),
            "lamp": clocks[appeal.public_id].lamp(at) if appeal.public_id in clocks else None,
            "clock": clocks.get(appeal.public_id),
            "share_late": appeal.pk in late,
            "cards": cards.get(appeal.pk, []),
        }
        for appeal in appeals
    ]
    given = request.GET.copy()
    given.pop("page", None)
    counted = queries.counts(user, at=at)
    known = {
        "asked": asked,
        "page": page,
        "lines": lines,
        "query": f"&{given.urlencode()}" if given else "",
        "tabs": [(name, title, counted[name]) for name, title in queries.LISTS.items()],
        "most": queries.MOST,
        "states": APPEAL.states.items(),
        "categories": [(one.code, one.title) for one in queries.list_categories()],
        "lamps": queries.LAMPS.items(),
        "answers": accounts.can(user, Permission.APPEAL_HANDLE, at=at),
        "posts": [(key, f"{one.office} · {one}") for key, one in queries.assignable(user, at=at).items()],
        "files": accounts.can(user, Permission.APPEAL_FILE, at=at),
    }
    looked(request, "appeal.listed", detail={**asked.words(), "rows": len(lines)})
    return render(request, "appeals/list.html", known)


@guarded
@require_http_methods(["GET", "POST"])
def appeal_new(request: Asked) -> HttpResponse:
    """For somebody who told, called or wrote on paper; the page after it is the slip they take home."""
    at, user = wall_clock(), request.user
    accounts.check(user, Permission.APPEAL_FILE, at=at)
    form = ProxyForm(request.POST or None)
    token = receipts.form_secret(request.POST.get("token", ""))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        receipt, delivery = receipts.issue_for(token, user.audit_name, *map(str, given.values()))
        try:
            area = org.get_area(given.pop("village"))
            asked = "seen" in request.POST or queries.is_delivered(f"proxy:{delivery}")
            if not asked and (alike := _alike(request, given, area.code)):
                return render(request, "appeals/new.html", {"form": form, "token": token, "alike": alike})
            filed = operations.file_appeal(
                way="proxy", area=area, **given, delivery=f"proxy:{delivery}", receipt=receipt, by=user, at=at
            )
        except NotFound as refused:
            refuse(form, refused, FIELDS)
        except MingchaError as refused:
            if refused.code not in FIELDS:
                raise
            refuse(form, refused, FIELDS)
        else:
            return render(request, "appeals/slip.html", {"filed": filed, "area": area, "text": given["text"]})
    return render(request, "appeals/new.html", {"form": form, "token": token})


def _alike(request: Asked, given: dict[str, str], area: str) -> list[Alike]:
    """What may have been filed already, among what the person may see; nothing of what would not be taken."""
    if sign_of_allegation(f"{given['spot']} {given['text']}"):
        return []
    at = wall_clock()
    among = access.visible_appeals(request.user, at=at)
    return duplicates(given["text"], spot=given["spot"], area_code=area, among=among, at=at)


@guarded
@require_GET
def appeal_clock(request: Asked, public_id: str) -> HttpResponse:
    """Why it is due when it is due, day by day."""
    at = wall_clock()
    appeal = access.appeal_for(request.user, public_id, at=at)
    clock = queries.open_clocks([appeal]).get(public_id)
    if clock is None:
        raise NotFound("appeal.unknown", access.UNKNOWN)
    looked(request, "appeal.clock_viewed", appeal.audit_name)
    return render(request, "deadlines/clock.html", deadlines.page_of(clock, at=at))
