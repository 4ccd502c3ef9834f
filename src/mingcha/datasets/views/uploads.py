"""Pages of the commission's data people: files, their quality, columns, release, lineage."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, polled
from mingcha.accounts.permissions import Permission
from mingcha.datasets import access, operations, queries, showing
from mingcha.datasets.forms import dataset_choices, given_from
from mingcha.datasets.models import Upload
from mingcha.datasets.report import report_of
from mingcha.datasets.returned import open_workbook, workbook_name
from mingcha.datasets.states import UPLOAD
from mingcha.kernel.clock import wall_clock


@login_required
@require_GET
def upload_list(request: Asked) -> HttpResponse:
    """Files by state, the newest first."""
    at = wall_clock()
    accounts.check(request.user, Permission.DATASET_READ, at=at)
    state = request.GET.get("state", "")
    found = queries.list_uploads(request.user, at=at, state=state if state in UPLOAD.states else "")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "datasets/upload_list.html", {"page": page, "state": state, "states": UPLOAD.states.items()})


@login_required
@require_GET
def upload_page(request: Asked, upload_id: int) -> HttpResponse:
    """The quality report of a file, and what may be done with it."""
    at = wall_clock()
    upload = access.upload_for(request.user, upload_id, to=Permission.DATASET_READ, at=at)
    known: dict[str, Any] = {
        "upload": upload,
        "work": queries.latest_progress(upload.audit_name),
        "report": report_of(upload),
        "may": _may(request, upload),
        **showing.quality(upload),
    }
    return render(request, "datasets/upload.html", known)


def _may(request: Asked, upload: Upload) -> dict[str, bool]:
    """Buttons that make sense; the operations decide."""
    at, area = wall_clock(), upload.area.code
    confirms = accounts.can(request.user, Permission.DATASET_CONFIRM, at=at, area=area)
    releases = accounts.can(request.user, Permission.DATASET_RELEASE, at=at, area=area)
    other = request.user.pk not in (upload.uploaded_by_id, upload.confirmed_by_id)
    return {
        "answer": confirms and UPLOAD.allows("queued", upload.state) and upload.state != "failed",
        "again": confirms and UPLOAD.allows("queued", upload.state),
        "confirm": confirms and upload.state == "held",
        "release": releases and other and upload.state == "read",
        "withdraw": releases and UPLOAD.allows("withdrawn", upload.state),
        "cancel": confirms and upload.state in ("uploaded", "reading"),
    }


@login_required
@require_GET
@polled
def upload_progress(request: Asked, upload_id: int) -> HttpResponse:
    """How far its reading is, fetched every two seconds; the page is fetched anew when it has ended."""
    upload = access.upload_for(request.user, upload_id, to=Permission.DATASET_READ, at=wall_clock())
    work = queries.latest_progress(upload.audit_name)
    response = render(request, "datasets/_progress.html", {"work": work, "upload": upload})
    if work is None or work.state not in ("waiting", "running"):
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def upload_columns(request: Asked, upload_id: int) -> HttpResponse:
    """The mapping screen."""
    at = wall_clock()
    upload = access.upload_for(request.user, upload_id, to=Permission.DATASET_CONFIRM, at=at)
    if request.method == "POST":
        count = min(int(request.POST.get("tables") or 0), showing.MOST_TABLES)
        given = given_from(request.POST, count)
        operations.answer_columns(upload_id=upload_id, given=given, by=request.user, at=at)
        return redirect("upload", upload_id)
    known = {
        "upload": upload,
        "tables": showing.columns(upload),
        "datasets": dataset_choices(upload.purpose.datasets),
        "report": report_of(upload),
    }
    return render(request, "datasets/columns.html", known)


@login_required
@require_GET
def upload_lineage(request: Asked, upload_id: int) -> HttpResponse:
    """From the file to the versions made of it; runs over them are shown by the room that has them."""
    upload = access.upload_for(request.user, upload_id, to=Permission.DATASET_READ, at=wall_clock())
    return render(request, "datasets/lineage.html", {"upload": upload, **showing.lineage(upload)})


@login_required
@require_GET
def upload_returned(request: Asked, upload_id: int) -> FileResponse:
    """The rows that could not be used, for whoever sends them back; an export, and audited as one."""
    at = wall_clock()
    upload = operations.return_rows(upload_id=upload_id, to=Permission.DATASET_CONFIRM, by=request.user, at=at)
    return FileResponse(open_workbook(upload), as_attachment=True, filename=workbook_name(upload))


@login_required
@require_POST
def upload_act(request: Asked, upload_id: int, deed: str) -> HttpResponse:
    """One of the buttons: again, cancel, confirm, release, withdraw."""
    known: dict[str, Any] = {"upload_id": upload_id, "by": request.user, "at": wall_clock()}
    reason = request.POST.get("reason", "")
    if deed == "again":
        operations.read_again(**known)
    elif deed == "cancel":
        operations.cancel_reading(to=Permission.DATASET_CONFIRM, **known)
    elif deed == "confirm":
        operations.confirm_drift(reason=reason, **known)
    elif deed == "release":
        operations.release_upload(**known)
    else:
        operations.withdraw_upload(reason=reason, **known)
    return redirect("upload", upload_id)
