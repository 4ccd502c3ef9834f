"""The ledger of groups out and in, and the sets of posts."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, file_of, looked, refuse
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import group_ledger, groups, operations
from mingcha.appeals.group_forms import PostKindForm, PostSetForm, ReasonForm
from mingcha.appeals.models import PostSet
from mingcha.appeals.views.groups import guarded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org

#: The marked rows wait so long for whoever handed them in.
_KEPT_SECONDS = 3600
_SET_FIELDS = {"set.title": "title_zh", "set.exists": "title_zh", "set.basis": "basis", "area.unknown": "area"}


@guarded
@require_GET
def groups_export(request: Asked) -> FileResponse:
    """The list as filtered."""
    at = wall_clock()
    file = group_ledger.export_groups(asked=groups.asking(request.GET), by=request.user, at=at)
    return FileResponse(file, as_attachment=True, filename=f"监督服务群_{at:%Y%m%d%H%M}.xlsx")


@guarded
@require_http_methods(["GET", "POST"])
def groups_import(request: Asked) -> HttpResponse:
    """A ledger: the good rows are taken, the others shown with their reasons and handed back."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.GROUP_MANAGE, at=at)
    known: dict[str, object] = {"most": group_ledger.MOST_BYTES // 1_000_000, "columns": group_ledger.COLUMNS.values()}
    if request.method == "GET":
        return render(request, "appeals/groups/import.html", known)
    said = Message("请选择不超过10 MB的台账。", "Choose a ledger of at most 10 MB.")
    try:
        path, name = file_of(request, most=group_ledger.MOST_BYTES, code="groups.file", said=said)
        taken = group_ledger.import_groups(path=path, name=name, by=user, at=at)
    except Refused as refused:
        return render(request, "appeals/groups/import.html", {**known, "refused": refused.message}, status=409)
    kept = uuid4().hex
    if taken.bad:
        cache.set(_key(request, kept), taken, _KEPT_SECONDS)
    return render(request, "appeals/groups/import.html", {**known, "taken": taken, "kept": kept})


@guarded
@require_POST
def groups_marked(request: Asked) -> FileResponse:
    """The rows that were not taken, to be mended and handed in again."""
    accounts.check(request.user, P.GROUP_MANAGE, at=wall_clock())
    kept = request.POST.get("kept", "")
    taken = cache.get(_key(request, kept)) if kept.isalnum() else None
    if taken is None:
        raise Refused(
            "groups.kept", Message("请重新导入：退回的行只保留一小时。", "Import it again: the rows are kept an hour.")
        )
    return FileResponse(
        group_ledger.marked_rows(taken.header, taken.bad), as_attachment=True, filename="退回_台账.xlsx"
    )


def _key(request: Asked, kept: str) -> str:
    return f"groups:{request.user.pk}:{kept[:32]}"


@guarded
@require_http_methods(["GET", "POST"])
def post_sets(request: Asked) -> HttpResponse:
    """Which posts groups must have, with the text each rests on; a set of one's own area."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.ROUTE_MANAGE, at=at)
    form = PostSetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            area = org.get_area(given.pop("area"))
            made = operations.open_post_set(area=area, **given, by=user, at=at)
        except MingchaError as refused:
            if refused.code not in _SET_FIELDS:
                raise
            refuse(form, refused, _SET_FIELDS)
        else:
            messages.success(request, _("The set is there. Name its posts."))
            return redirect("post_set", made.pk)
    looked(request, "post_set.listed")
    return render(request, "appeals/groups/sets.html", {"sets": groups.list_sets(), "form": form})


@guarded
@require_http_methods(["GET", "POST"])
def post_set(request: Asked, set_id: int) -> HttpResponse:
    """The posts of a set: one more, or one less with the reason."""
    at, user = wall_clock(), request.user
    accounts.check(user, P.ROUTE_MANAGE, at=at)
    found = get_object_or_404(PostSet, pk=set_id)
    may = operations.may_change_set(found, user, at=at)
    closing = "kind" in request.POST
    form = PostKindForm(request.POST if request.method == "POST" and not closing else None)
    leaving = ReasonForm(request.POST if closing else None)
    if request.method == "POST" and (leaving if closing else form).is_valid():
        try:
            if closing:
                kind = request.POST["kind"]
                operations.close_post_kind(
                    kind_id=int(kind) if kind.isdecimal() else 0, **leaving.cleaned_data, by=user, at=at
                )
            else:
                operations.open_post_kind(of=found, **form.cleaned_data, by=user, at=at)
        except Refused as refused:
            refuse(leaving if closing else form, refused, {} if closing else _SET_FIELDS)
        else:
            messages.success(request, _("Set. Every group of this set has it so from now on."))
            return redirect("post_set", set_id)
    looked(request, "post_set.listed", f"post_set:{found.code}")
    kinds = found.kinds.filter(closed_at=None)
    known = {
        "set": found,
        "kinds": kinds,
        "form": form,
        "leaving": leaving,
        "changes": may,
        "groups": groups.count_with(found),
    }
    return render(request, "appeals/groups/set.html", known)
