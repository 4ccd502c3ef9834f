"""The page that takes a list of areas: what it would change is shown first; bad rows come back marked."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.accounts import access
from mingcha.accounts.access import Scope
from mingcha.accounts.asking import Asked
from mingcha.accounts.permissions import Permission
from mingcha.engine.understanding.area_marks import read_marked
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org import operations, queries
from mingcha.org.calendar import day_of
from mingcha.org.language import say

#: A province with all its villages has less than that; a city has 150 kB.
MOST_BYTES = 4_000_000
#: A list waits so long for its reader to agree.
_KEPT_SECONDS = 3600
_SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def areas_import(request: Asked) -> HttpResponse:
    """The form; for a file that was sent, what it would change."""
    scope = _scope(request)
    file = request.FILES.get("file")
    if request.method == "GET":
        return render(request, "accounts/areas_import.html", {"most": MOST_BYTES // 1_000_000})
    try:
        if not isinstance(file, UploadedFile) or (file.size or 0) > MOST_BYTES:
            raise Refused("areas.file", Message("请选择不超过4 MB的 CSV 文件。", "Choose a CSV of at most 4 MB."))
        data = file.read()
        plan = queries.plan_areas(read_marked(data), inside=scope.holds)
    except Refused as refused:
        known = {"most": MOST_BYTES // 1_000_000, "refused": refused.message}
        return render(request, "accounts/areas_import.html", known, status=409)
    kept = hashlib.sha256(data).hexdigest()[:32]
    cache.set(_key(request, kept), (str(file.name)[:100], data), _KEPT_SECONDS)
    return _preview(request, plan, kept)


@login_required
@require_POST
def areas_confirm(request: Asked) -> HttpResponse:
    """Carries out what was shown; shows it again when it would be something else by now."""
    scope, at = _scope(request), wall_clock()
    kept = request.POST.get("kept", "")
    name, plan = _again(request, kept, scope)
    if plan.digest != request.POST.get("plan", ""):
        messages.error(request, _("The areas changed meanwhile. Look at what the list would change now."))
        return _preview(request, plan, kept)
    operations.update_areas(plan=plan, file=name, last=_last(request, at), inside=scope.holds, by=request.user, at=at)
    cache.delete(_key(request, kept))
    messages.success(request, _("The areas are stored."))
    return redirect("offices")


@login_required
@require_POST
def areas_marked(request: Asked) -> HttpResponse:
    """The rows that were not taken, with the reasons, to be mended in a spreadsheet program."""
    _name, plan = _again(request, request.POST.get("kept", ""), _scope(request))
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(queries.columns_of_marked())
    for marked in plan.marked:
        lines.writerow([*map(_plain, marked.cells), marked.line, say(marked.reason)])
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="areas-marked.csv"'
    return answer


def _plain(cell: str) -> str:
    """A cell that a spreadsheet program will not take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def _scope(request: Asked) -> Scope:
    at = wall_clock()
    access.check(request.user, Permission.AREA_MANAGE, at=at)
    return access.scope_of(request.user, Permission.AREA_MANAGE, at=at)


def _key(request: Asked, kept: str) -> str:
    return f"areas:{request.user.pk}:{kept[:32]}"


def _again(request: Asked, kept: str, scope: Scope) -> tuple[str, queries.AreaPlan]:
    found = cache.get(_key(request, kept)) if kept.isalnum() else None
    if found is None:
        raise Refused(
            "areas.kept", Message("请重新选择文件：它只保留一小时。", "Choose the file again: it is kept an hour.")
        )
    name, data = found
    return name, queries.plan_areas(read_marked(data), inside=scope.holds)


def _last(request: Asked, at: datetime) -> date | None:
    """The last day of what the list no longer has, when somebody wants that to end."""
    if not request.POST.get("end"):
        return None
    return parse_date(request.POST.get("last", "")) or day_of(at)


def _preview(request: Asked, plan: queries.AreaPlan, kept: str) -> HttpResponse:
    known: dict[str, Any] = {"plan": plan, "kept": kept, "most": _SHOWN, "today": day_of(wall_clock())}
    return render(request, "accounts/areas_preview.html", known)
