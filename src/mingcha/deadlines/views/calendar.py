"""Pages of the working calendar: a year at a glance, one day changed, a year published."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.accounts import access
from mingcha.accounts.asking import Asked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.deadlines.forms import DayForm, YearForm
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import operations as org
from mingcha.org import queries
from mingcha.org.calendar import WORDS, day_of

_FIELDS = {
    "calendar.unknown_year": "day",
    "calendar.same_day": "kind",
    "calendar.no_reason": "reason",
    "calendar.known_year": "year",
    "calendar.no_days": "days",
    "calendar.other_year": "days",
    "calendar.no_citation": "citation",
}
_WEEKDAYS = [Message(*pair) for pair in zip("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun".split(), strict=True)]
_LEGEND = ("weekday", "weekend", "holiday", "rest", "workday")


@login_required
@require_GET
def calendar_year(request: Asked) -> HttpResponse:
    """Twelve months with a colour and a word for every day that is not what its weekday says."""
    at = wall_clock()
    years = [known.year for known in queries.list_years()]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else min(day_of(at).year, max(years, default=0))
    known = {
        "year": queries.list_years().filter(year=year).first(),
        "years": years,
        "months": [(month[0].day, month[0].day.weekday(), month) for month in queries.year_months(year)]
        if year
        else [],
        "weekdays": _WEEKDAYS,
        "legend": [(kind, WORDS[kind]) for kind in _LEGEND],
        "changes": queries.list_changes(year),
        "missing": queries.missing_years(at=at),
        "manages": access.can(request.user, Permission.CALENDAR_MANAGE, at=at),
        "today": day_of(at),
    }
    return render(request, "deadlines/calendar.html", known)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_day(request: Asked) -> HttpResponse:
    """Changing one day."""
    at = wall_clock()
    access.check(request.user, Permission.CALENDAR_MANAGE, at=at)
    form = DayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        try:
            org.change_day(**form.cleaned_data, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The day was changed. Clocks that run over it are computed again."))
            return redirect(f"{reverse('calendar')}?year={form.cleaned_data['day'].year}")
    return render(request, "deadlines/day_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def calendar_publish(request: Asked) -> HttpResponse:
    """Entering a year that the State Council has published."""
    at = wall_clock()
    access.check(request.user, Permission.CALENDAR_MANAGE, at=at)
    form = YearForm(request.POST or None, initial={"year": next(iter(queries.missing_years(at=at)), None)})
    if request.method == "POST" and form.is_valid():
        try:
            org.publish_year(**form.cleaned_data, by=request.user, at=at)
        except Refused as refused:
            refuse(form, refused, _FIELDS)
        else:
            messages.success(request, _("The year is known now."))
            return redirect(f"{reverse('calendar')}?year={form.cleaned_data['year']}")
    return render(request, "deadlines/year_form.html", {"form": form})
