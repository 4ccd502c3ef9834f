"""The patrol: what was missed, one's own list of today, and who looks at what."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, looked
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import groups, operations, patrol
from mingcha.appeals.group_forms import PlanForm
from mingcha.appeals.views.groups import guarded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.org.calendar import day_of
from mingcha.org.language import say

#: Groups on one page of a phone, and of a plan.
_OWN, _PLANNED = 100, 200


@guarded
@require_GET
def patrol_list(request: Asked) -> HttpResponse:
    """The groups of a day with the missed ones first, and the townships they are in."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_PATROL, at=at)
    asked = patrol.asking(request.GET, at=at)
    figures = patrol.day(user, asked, at=at)
    page = Paginator(patrol.list_patrol(user, asked, at=at), PAGE).get_page(request.GET.get("page"))
    given = request.GET.copy()
    given.pop("page", None)
    planned = patrol.planned(page, at=at)
    towns = patrol.by_town(user, asked, at=at)
    known = {
        "asked": asked,
        "today": day_of(at),
        "figures": figures,
        "page": page,
        "lines": [
            {
                "group": one,
                "planned": planned.get(one.pk),
                "due": min(patrol.DAYS, (asked.day - one.opened_on).days + 1),
            }
            for one in page
        ],
        "query": f"&{given.urlencode()}" if given else "",
        "shown": patrol.SHOWN.items(),
        "towns": towns if len(towns) > 1 or asked.area else [],
        "days": patrol.DAYS,
        "manages": accounts.can(user, P.GROUP_MANAGE, at=at),
    }
    looked(request, "patrol.listed", detail={"day": asked.day.isoformat(), "rows": len(page.object_list)})
    return render(request, "appeals/groups/patrol.html", known)


@guarded
@require_http_methods(["GET", "POST"])
def patrol_own(request: Asked) -> HttpResponse:
    """One's own list of today, ticked together; or whatever nobody has looked at, for whoever stands in."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_PATROL, at=at)
    every, refused = request.GET.get("all") == "1", None
    if request.method == "POST":
        try:
            count = operations.look_at_groups(looks=_looks(request.POST), by=user, at=at)
        except Refused as error:
            refused = say(error.message)
        else:
            said = ngettext("Looked at: %(count)s group.", "Looked at: %(count)s groups.", count)
            messages.success(request, said % {"count": count})
            return redirect(request.get_full_path())
    page = Paginator(patrol.own_groups(user, at=at, all_missed=every), _OWN).get_page(request.GET.get("page"))
    known = {
        "page": page,
        "query": "&all=1" if every else "",
        "every": every,
        "refused": refused,
        "given": request.POST,
        "today": day_of(at),
        "waiting": patrol.own_waiting(user, at=at),
    }
    looked(request, "patrol.listed", detail={"own": not every, "rows": len(page.object_list)})
    return render(request, "appeals/groups/own.html", known)


def _looks(given: QueryDict) -> dict[str, operations.Look]:
    """What was ticked. Something found or noted counts as looked at, ticked or not."""
    codes = set(given.getlist("seen"))
    for name in given:
        kind, _dash, code = name.partition("-")
        if kind in ("found", "note") and str(given[name]).strip():
            codes.add(code)
    return {
        code: operations.Look(_number(given.get(f"found-{code}", "")), given.get(f"note-{code}", "")) for code in codes
    }


def _number(text: str) -> int:
    """What a phone sends; what is no number is refused by the operation."""
    given = text.strip() or "0"
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else -1


@guarded
@require_http_methods(["GET", "POST"])
def patrol_plan(request: Asked) -> HttpResponse:
    """Groups of an area, ticked, and who looks at them from now on."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_MANAGE, at=at)
    asked = groups.asking(request.GET)
    visible = groups.narrowed(groups.visible_groups(user, P.GROUP_MANAGE, at=at), asked, at=at)
    page = Paginator(visible.select_related("area").order_by("area_code", "pk"), _PLANNED).get_page(
        request.GET.get("page")
    )
    codes = sorted({f"{one.area_code[:9]}000" for one in page})
    form, refused = PlanForm(request.POST or None, people=patrol.patrollers(codes, at=at)), None
    if request.method == "POST" and form.is_valid():
        try:
            count = operations.plan_patrol(
                codes=request.POST.getlist("group"), person=form.cleaned_data["person"], by=user, at=at
            )
        except Refused as error:
            refused = say(error.message)
        else:
            messages.success(request, _("Set for %(count)s groups.") % {"count": count})
            return redirect(request.get_full_path())
    given = request.GET.copy()
    given.pop("page", None)
    known = {
        "asked": asked,
        "page": page,
        "query": f"&{given.urlencode()}" if given else "",
        "planned": patrol.planned(page, at=at),
        "form": form,
        "refused": refused,
        "gaps": [(gap, words) for gap, words in groups.GAPS.items() if gap == "unplanned"],
    }
    looked(request, "patrol.listed", detail={**asked.said(), "plan": True, "rows": len(page.object_list)})
    return render(request, "appeals/groups/plan.html", known)
