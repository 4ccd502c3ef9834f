"""Whole lists at once: out to Excel and back, many to one post, and what changed since yesterday."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import PAGE, Asked, file_of, looked
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, ledger, operations, queries
from mingcha.appeals.views.asking import guarded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.org.language import say

MOST_BYTES = 30_000_000


@guarded
@require_GET
def appeals_export(request: Asked) -> FileResponse:
    """The list as filtered."""
    at = wall_clock()
    file = ledger.export_list(asked=queries.asking(request.GET), by=request.user, at=at)
    return FileResponse(file, as_attachment=True, filename=f"诉求台账_{at:%Y%m%d%H%M}.xlsx")


@guarded
@require_POST
def appeals_import(request: Asked) -> HttpResponseBase:
    """A ledger that was filled in. What could not be taken comes back marked."""
    accounts.check(request.user, Permission.APPEAL_HANDLE, at=wall_clock())  # before a byte of it is looked at
    said = Message("请选择填好的台账（xlsx，不超过30 MB）。", "Choose the ledger (xlsx, 30 MB).")
    path, name = file_of(request, most=MOST_BYTES, code="ledger.file", said=said)
    result = ledger.read_back(path=path, name=name, by=request.user, at=wall_clock())
    messages.success(
        request, ngettext("%(n)d row was taken.", "%(n)d rows were taken.", result.taken) % {"n": result.taken}
    )
    if result.marked is None:
        return redirect("appeals")
    return FileResponse(result.marked, as_attachment=True, filename=f"退回{result.refused}行.xlsx")


@guarded
@require_POST
def appeals_assign(request: Asked) -> HttpResponse:
    """Those that are ticked, to one post with one reason; each is checked by itself, and what is refused is named."""
    at, user = wall_clock(), request.user
    accounts.check(user, Permission.APPEAL_SUPERVISE, at=at)
    post = queries.assignable(user, at=at).get(request.POST.get("post", ""))
    if post is None:
        raise Refused("route.post", Message("请选择承办岗位。", "Choose a post."))
    done, refused = 0, []
    for public_id in dict.fromkeys(request.POST.getlist("id")[:PAGE]):
        try:
            operations.assign_post(
                public_id=public_id, post=post, reason=request.POST.get("reason", ""), by=user, at=at
            )
            done += 1
        except MingchaError as error:
            refused.append((_called(request, public_id), public_id, say(error.message)))
    return render(request, "appeals/assigned.html", {"done": done, "refused": refused, "post": post})


def _called(request: Asked, public_id: str) -> str:
    """What the list calls it; for what one may not see, nothing but what was sent."""
    found = access.visible_appeals(request.user, at=wall_clock()).filter(public_id=public_id).first()
    return queries.called(found) if found else _("an appeal that is not yours to see")


@guarded
@require_GET
def appeals_digest(request: Asked) -> HttpResponse:
    """What changed since yesterday at this time."""
    at, user = wall_clock(), request.user
    accounts.check_any(user, *access.OPENING, at=at)
    changes = queries.digest(user, at - timedelta(days=1), at=at)
    looked(request, "appeal.digest_viewed", detail={"rows": len(changes)})
    return render(request, "appeals/changes.html", {"changes": changes, "since": at - timedelta(days=1)})
