"""Supervision groups for staff: the list with its gaps, one group, and handing over its posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, guarding, looked, refuse
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import groups, operations, patrol
from mingcha.appeals.group_forms import GroupForm, HandOverPostForm, NewGroupForm, ReasonForm, facts_of
from mingcha.appeals.models import GroupPost, SupervisionGroup, VillageHouseholds
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, NotFound
from mingcha.org import queries as org

guarded = guarding("group.denied", kind="group", key="code")
_FIELDS = {
    "area.unknown": "area",
    "group.area": "area",
    "group.name": "name",
    "group.exists": "name",
    "group.set": "post_set",
    "group.households": "households",
    "group.covenant": "covenant",
    "group.identifier": "covenant",
    "permission.missing": "area",
}
_POST_FIELDS = {
    "post.name": "name",
    "post.same": "name",
    "post.telephone": "telephone",
    "post.account": "account",
    "post.last": "last",
    "appeal.reason": "reason",
    "appeal.identifier": "reason",
}


@guarded
@require_GET
def group_list(request: Asked) -> HttpResponse:
    """The groups of one's areas, those with gaps first; the numbers on the tiles are the lengths of their lists."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_PATROL, at=at)
    asked = groups.asking(request.GET)
    page = Paginator(groups.list_groups(user, asked, at=at), PAGE).get_page(request.GET.get("page"))
    given = request.GET.copy()
    given.pop("page", None)
    known = {
        "asked": asked,
        "page": page,
        "planned": patrol.planned(page, at=at),
        "query": f"&{given.urlencode()}" if given else "",
        "counts": groups.counts(user, at=at),
        "coverage": groups.coverage(user, at=at),
        "gaps": groups.GAPS.items(),
        "manages": accounts.can(user, P.GROUP_MANAGE, at=at),
        "sets": accounts.can(user, P.ROUTE_MANAGE, at=at),
    }
    looked(request, "group.listed", detail={**asked.said(), "rows": len(page.object_list)})
    return render(request, "appeals/groups/list.html", known)


@guarded
@require_http_methods(["GET", "POST"])
def group_new(request: Asked) -> HttpResponse:
    """A group of a village."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_MANAGE, at=at)
    form = NewGroupForm(request.POST or None, sets=groups.list_sets())
    if request.method == "POST" and form.is_valid():
        try:
            area = org.get_area(form.cleaned_data["area"])
            made = operations.open_group(area=area, facts=form.facts(), by=user, at=at)
        except MingchaError as refused:
            if refused.code not in _FIELDS:
                raise
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The group is there. Name who holds its posts."))
            return redirect("group", made.code)
    return render(request, "appeals/groups/edit.html", {"form": form})


@guarded
@require_http_methods(["GET", "POST"])
def group_edit(request: Asked, code: str) -> HttpResponse:
    """What is known of it."""
    at = wall_clock()
    group = groups.group_for(request.user, code, P.GROUP_MANAGE, at=at)
    known = VillageHouseholds.objects.filter(area=group.area).values_list("count", flat=True).first()
    form = GroupForm(request.POST or None, sets=groups.list_sets(group.area_code), initial=facts_of(group, known))
    if request.method == "POST" and form.is_valid():
        try:
            operations.edit_group(code=code, facts=form.facts(), by=request.user, at=at)
        except MingchaError as refused:
            if _FIELDS.get(refused.code) not in form.fields:
                raise
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("Stored."))
            return redirect("group", code)
    return render(request, "appeals/groups/edit.html", {"form": form, "group": group})


@guarded
@require_GET
def group(request: Asked, code: str) -> HttpResponse:
    """Posts with the vacant ones first, the patrol of the last days, the covenant."""
    return _show(request, groups.group_for(request.user, code, at=wall_clock()))


@guarded
@require_POST
def group_close(request: Asked, code: str) -> HttpResponse:
    """It is no longer used."""
    at = wall_clock()
    found = groups.group_for(request.user, code, P.GROUP_MANAGE, at=at)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    operations.close_group(code=code, reason=form.cleaned_data["reason"], by=request.user, at=at)
    messages.success(request, _("Closed. What it was stays."))
    return redirect("groups")


def _show(request: Asked, found: SupervisionGroup, closing: ReasonForm | None = None) -> HttpResponse:
    at = wall_clock()
    days = patrol.looks_of(found, at=at)
    known: dict[str, Any] = {
        "group": found,
        "platform": groups.PLATFORMS[found.platform],
        "posts": [{"held": one, "ending": one.is_ending(at)} for one in groups.posts_of(found, at=at)],
        "days": days,
        "seen": sum(look is not None for _day, look in days),
        "planned": patrol.planned([found], at=at).get(found.pk),
        "village": VillageHouseholds.objects.filter(area=found.area).first(),
        "closing": closing or ReasonForm(),
        "manages": accounts.can(request.user, P.GROUP_MANAGE, at=at, area=found.area_code) and not found.closed_on,
    }
    looked(request, "group.viewed", found.audit_name)
    return render(request, "appeals/groups/group.html", known)


@guarded
@require_GET
def vacancies(request: Asked) -> HttpResponse:
    """Posts that nobody holds, then those whose term ends soon."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_MANAGE, at=at)
    page = Paginator(groups.vacancies(user, at=at), PAGE).get_page(request.GET.get("page"))
    held = {one.post.pk: one for one in groups.held_of(page, at=at)}
    known = {
        "page": page,
        "query": "",
        "lines": [{"post": post, "held": held[post.pk]} for post in page],
        "vacant": groups.vacancy_count(user, at=at),
        "days": groups.ENDING,
    }
    looked(request, "group.listed", detail={"gap": "posts", "rows": len(page.object_list)})
    return render(request, "appeals/groups/vacancies.html", known)


@guarded
@require_http_methods(["GET", "POST"])
def group_post(request: Asked, code: str, post_id: int) -> HttpResponse:
    """One post: who holds it and who ever did, and handing it over."""
    at = wall_clock()
    found, post = _post(request, code, post_id)
    (held,) = groups.held_of([post], at=at)
    initial = (
        {"rank": groups.HOLDER, "office": held.holder.office, "telephone": held.holder.telephone}
        if held.holder
        else None
    )
    form = HandOverPostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.hand_over_post(
                post_id=post.pk,
                holder=form.holder(),
                rank=given["rank"],
                reason=given["reason"],
                by=request.user,
                at=at,
            )
        except MingchaError as refused:
            if refused.code not in _POST_FIELDS:
                raise
            refuse(form, refused, _POST_FIELDS)
        else:
            messages.success(request, _("Handed over. Whoever held it before stays in the history."))
            return redirect("group", code)
    return _post_page(request, found, held, form)


@guarded
@require_POST
def group_post_leave(request: Asked, code: str, post_id: int) -> HttpResponse:
    """Nobody follows yet."""
    at = wall_clock()
    found, post = _post(request, code, post_id)
    leaving = ReasonForm(request.POST)
    if not leaving.is_valid():
        (held,) = groups.held_of([post], at=at)
        return _post_page(request, found, held, HandOverPostForm(), leaving)
    rank = groups.STAND_IN if request.POST.get("rank") == "2" else groups.HOLDER
    operations.leave_post(post_id=post.pk, rank=rank, reason=leaving.cleaned_data["reason"], by=request.user, at=at)
    messages.success(request, _("The post is vacant now, and shown as vacant."))
    return redirect("group", code)


def _post(request: Asked, code: str, post_id: int) -> tuple[SupervisionGroup, GroupPost]:
    found = groups.group_for(request.user, code, P.GROUP_MANAGE, at=wall_clock())
    post = GroupPost.objects.filter(group=found, pk=post_id, closed_at=None).select_related("kind").first()
    if post is None:
        raise NotFound("group.post", groups.UNKNOWN)
    return found, post


def _post_page(
    request: Asked,
    found: SupervisionGroup,
    held: groups.Held,
    form: HandOverPostForm,
    leaving: ReasonForm | None = None,
) -> HttpResponse:
    known = {"group": found, "held": held, "form": form, "leaving": leaving or ReasonForm()}
    looked(request, "group.viewed", found.audit_name, detail={"post": held.post.pk})
    return render(request, "appeals/groups/post.html", known)
