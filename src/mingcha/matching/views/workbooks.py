"""A reviewer's list out and in."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, file_of
from mingcha.accounts.permissions import Permission
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.messages import Message
from mingcha.matching import queries, workbooks
from mingcha.matching.views.asking import guarded

#: A list of ten thousand rows has some five million bytes.
MOST_BYTES = 30_000_000


@guarded
@require_GET
def findings_export(request: Asked) -> FileResponse:
    """The list as filtered."""
    at = wall_clock()
    file = workbooks.export_list(asked=queries.asking(request.GET), by=request.user, at=at)
    return FileResponse(file, as_attachment=True, filename=f"疑点清单_{at:%Y%m%d%H%M}.xlsx")


@guarded
@require_POST
def findings_import(request: Asked) -> HttpResponse:
    """The answers of a returned list."""
    accounts.check(request.user, Permission.FINDING_REVIEW, at=wall_clock())  # before a byte of the file is looked at
    said = Message("请选择填好的疑点清单（xlsx，不超过30 MB）。", "Choose the answered list (xlsx, up to 30 MB).")
    path, name = file_of(request, most=MOST_BYTES, code="feedback.file", said=said)
    result = workbooks.read_back(path=path, name=name, by=request.user, at=wall_clock())
    return render(request, "matching/imported.html", {"result": result})
