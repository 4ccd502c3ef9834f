"""Pages of a department: hand files in, see what became of them, fetch its own rows that could not be used."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, polled
from mingcha.accounts.permissions import Permission
from mingcha.attachments.arriving import ArrivedFile, receiving
from mingcha.datasets import access, operations, queries
from mingcha.datasets.arriving import too_large
from mingcha.datasets.forms import HandInForm
from mingcha.datasets.models import Upload
from mingcha.datasets.returned import open_workbook, workbook_name
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError
from mingcha.org.language import say


@csrf_exempt  # checked in `_hand_in`: the token may be read only after it is known where the files go
@login_required
@require_http_methods(["GET", "POST"])
def hand_in(request: Asked) -> HttpResponse:
    """The form and the list. Who may not hand in is turned away before the first byte of a file is read."""
    accounts.check(request.user, Permission.DATASET_UPLOAD, at=wall_clock())
    if request.method == "POST":
        with receiving(request, settings.UPLOAD_BYTES, too_large):
            return _hand_in(request)
    return _page(request, None)


@csrf_protect
def _hand_in(request: Asked) -> HttpResponse:
    form = HandInForm(request.POST, purposes=access.purposes_open_to(request.user, at=wall_clock()))
    files = [file for file in request.FILES.getlist("file") if isinstance(file, ArrivedFile)]
    if not form.is_valid() or not files:
        messages.error(request, _("Choose a purpose and at least one file."))
        return _page(request, form)
    for file in files:
        try:
            purpose = form.cleaned_data["purpose"]
            operations.receive_upload(purpose_id=purpose.pk, received=file.received, by=request.user, at=wall_clock())
            messages.success(request, _("Taken in: %(name)s") % {"name": file.name})
        except MingchaError as error:  # one refused file does not sink the others
            messages.error(request, f"{file.name}: {say(error.message)}")
    return redirect("hand_in")


def _page(request: Asked, form: HandInForm | None) -> HttpResponse:
    at = wall_clock()
    purposes = access.purposes_open_to(request.user, at=at)
    own = access.own_uploads(request.user, at=at).select_related("purpose")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    known = {
        "form": form or HandInForm(purposes=purposes),
        "open": purposes.exists(),
        "page": page,
        "rows": [_row(upload) for upload in page],
        "most": settings.UPLOAD_BYTES // 1_000_000,
    }
    return render(request, "datasets/hand_in.html", known)


def _row(upload: Upload) -> dict[str, object]:
    return {"upload": upload, "work": queries.latest_progress(upload.audit_name)}


@login_required
@require_GET
@polled
def own_row(request: Asked, upload_id: int) -> HttpResponse:
    """One line of the list, fetched every two seconds while its file is being read."""
    upload = access.upload_for(request.user, upload_id, to=Permission.DATASET_UPLOAD, at=wall_clock())
    return render(request, "datasets/_own_row.html", {"row": _row(upload)})


@login_required
@require_GET
def own_returned(request: Asked, upload_id: int) -> FileResponse:
    """The department's own rows that could not be used; an export, and audited as one."""
    at = wall_clock()
    upload = operations.return_rows(upload_id=upload_id, to=Permission.DATASET_UPLOAD, by=request.user, at=at)
    return FileResponse(open_workbook(upload), as_attachment=True, filename=workbook_name(upload))


@login_required
@require_POST
def own_cancel(request: Asked, upload_id: int) -> HttpResponse:
    """Stops reading."""
    operations.cancel_reading(upload_id=upload_id, to=Permission.DATASET_UPLOAD, by=request.user, at=wall_clock())
    return redirect("hand_in")


@login_required
@require_POST
def own_withdraw(request: Asked, upload_id: int) -> HttpResponse:
    """Takes back what was not released."""
    operations.withdraw_own_upload(upload_id=upload_id, by=request.user, at=wall_clock())
    return redirect("hand_in")
