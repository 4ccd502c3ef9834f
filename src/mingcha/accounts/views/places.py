"""Pages of areas, offices, posts and duty: of the room `org`, which lies below and cannot know who may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access
from mingcha.accounts.asking import Asked, refuse
from mingcha.accounts.forms import AbsenceForm, DutyForm, LastDayForm, OfficeForm, PostForm
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.org import operations, queries
from mingcha.org.models import Area, AreaLevel, Duty, DutyPost, Office

_FIELDS = {
    "office.exists": "name_zh",
    "office.order": "last",
    "post.exists": "title_zh",
    "duty.taken": "rank",
    "duty.person": "person",
    "duty.order": "until",
    "absence.order": "until",
    "absence.no_reason": "reason",
}


@login_required
@require_GET
def office_list(request: Asked) -> HttpResponse:
    """The tree of areas, one level at a time, with the offices of the area and how many lie below."""
    at = wall_clock()
    code = request.GET.get("area", "")
    area = queries.get_area(code) if code else None
    below = Area.objects.filter(parent=area).annotate(children_count=Count("children", distinct=True))
    path: list[Area] = []
    above = area
    while above:
        path.insert(0, above)
        above = above.parent
    known = {
        "area": area,
        "path": path,
        "below": below,
        "offices": queries.list_offices(within=area.code).filter(area=area) if area else (),
        "inside": queries.list_offices(within=area.prefix).filter(valid_to=None).count() if area else 0,
        "imports": access.can(request.user, Permission.AREA_MANAGE, at=at),
        "manages": area is not None and _may_open(request.user, area, at),
    }
    return render(request, "accounts/offices.html", known)


def _may_open(user: User, area: Area, at: datetime) -> bool:
    """Whether opening an office is offered: no kind of office belongs to a province."""
    return area.level != AreaLevel.PROVINCE and access.can(user, Permission.OFFICE_MANAGE, at=at, area=area.code)


@login_required
@require_http_methods(["GET", "POST"])
def office_new(request: Asked, code: str) -> HttpResponse:
    """Opening an office in an area."""
    at = wall_clock()
    area = queries.get_area(code)
    access.check(request.user, Permission.OFFICE_MANAGE, at=at, area=area.code)
    form = OfficeForm(request.POST or None, user=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            office = operations.open_office(**form.cleaned_data, area=area, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            return redirect("office", office.pk)
    known = {"form": form, "heading": _("Open an office"), "subject": area.name}
    return render(request, "accounts/form.html", known | {"back_to": f"{reverse('offices')}?area={area.code}"})


@login_required
@require_GET
def office_page(request: Asked, office_id: int) -> HttpResponse:
    """An office: its posts, who acts in them now, who comes next, who is away."""
    at = wall_clock()
    office = get_object_or_404(Office.objects.select_related("area", "parent"), pk=office_id)
    known = {
        "office": office,
        "acting": [(found, queries.list_duties(found.post, at=at)) for found in queries.on_duty(office, at=at)],
        "absences": queries.list_absences(office, at=at),
        "manages": access.can(request.user, Permission.OFFICE_MANAGE, at=at, area=office.area.code),
        "at": at,
    }
    return render(request, "accounts/office.html", known)


@login_required
@require_http_methods(["GET", "POST"])
def office_change(request: Asked, office_id: int, deed: str) -> HttpResponse:
    """Closing an office, opening a post in it, recording an absence of its staff."""
    at = wall_clock()
    office = get_object_or_404(Office.objects.select_related("area"), pk=office_id)
    access.check(request.user, Permission.OFFICE_MANAGE, at=at, area=office.area.code)
    known: dict[str, Any] = {"by": request.user, "at": at}
    if deed == "absence":
        away = AbsenceForm(request.POST or None, office=office)
        return _carried_out(request, office, away, operations.record_absence, known, _("Record an absence"))
    known["office"] = office
    if deed == "post":
        post = PostForm(request.POST or None)
        return _carried_out(request, office, post, operations.open_post, known, _("Open a post"))
    last = LastDayForm(request.POST or None)
    return _carried_out(request, office, last, operations.close_office, known, _("Close the office"))


@login_required
@require_http_methods(["GET", "POST"])
def duty_assign(request: Asked, post_id: int) -> HttpResponse:
    """Putting somebody on duty."""
    at = wall_clock()
    post = get_object_or_404(DutyPost.objects.select_related("office__area"), pk=post_id)
    access.check(request.user, Permission.OFFICE_MANAGE, at=at, area=post.office.area.code)
    form = DutyForm(request.POST or None, office=post.office, initial={"rank": 1})
    known = {"post": post, "by": request.user, "at": at}
    return _carried_out(request, post.office, form, operations.assign_duty, known, post.title)


@login_required
@require_POST
def duty_act(request: Asked, kind: str, record_id: int) -> HttpResponse:
    """Ending a duty, or closing a post."""
    at = wall_clock()
    if kind == "duties":
        duty = get_object_or_404(Duty.objects.select_related("post__office__area"), pk=record_id)
        post = duty.post
    else:
        post = get_object_or_404(DutyPost.objects.select_related("office__area"), pk=record_id)
    access.check(request.user, Permission.OFFICE_MANAGE, at=at, area=post.office.area.code)
    if kind == "duties":
        operations.end_duty(duty=duty, by=request.user, at=at)
    else:
        operations.close_post(post=post, by=request.user, at=at)
    messages.success(request, _("Stored."))
    return redirect("office", post.office_id)


def _carried_out(
    request: Asked, office: Office, form: Any, act: Any, known: dict[str, Any], heading: str
) -> HttpResponse:
    """The form, or the page of the office once what it asks for is done."""
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data, **known)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("Stored."))
            return redirect("office", office.pk)
    page = {"form": form, "heading": heading, "subject": office.name, "back_to": reverse("office", args=[office.pk])}
    return render(request, "accounts/form.html", page)
