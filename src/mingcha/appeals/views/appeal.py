"""One appeal, and what somebody may do about it now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.appeals import access, files, queries, repeats, solving_queries
from mingcha.appeals.family import members_of, text_of_appeal
from mingcha.appeals.fork import sign_of_allegation
from mingcha.appeals.models import Appeal
from mingcha.appeals.operations.peers import waiting_for_peer
from mingcha.appeals.states import RECEIVED
from mingcha.appeals.suggesting import speaking
from mingcha.appeals.views.acts import ACTS, FIELDS, form_of, open_acts
from mingcha.appeals.views.asking import guarded
from mingcha.attachments import operations as attachments
from mingcha.attachments.access import attachment_for
from mingcha.attachments.arriving import ArrivedFile, receiving
from mingcha.attachments.serving import served
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused


@guarded
@require_GET
def appeal_page(request: Asked, public_id: str) -> HttpResponse:
    """Everything about one appeal."""
    return _show(request, access.appeal_for(request.user, public_id, at=wall_clock()))


@csrf_exempt  # checked in `_act`: the token may be read only after it is known where the files go
@guarded
@require_POST
def appeal_act(request: Asked, public_id: str, act: str) -> HttpResponse:
    """One of the things that can be done. Who may not is turned away before a byte of a file is read."""
    access.appeal_for(request.user, public_id, at=wall_clock())
    accounts.check_any(request.user, *ACTS[act].needs, at=wall_clock())
    if not ACTS[act].files:
        return _act(request, public_id, act)
    with receiving(request, settings.ATTACHMENT_BYTES * settings.ATTACHMENTS_MOST):
        return _act(request, public_id, act)


@csrf_protect
def _act(request: Asked, public_id: str, act: str) -> HttpResponse:
    """A refusal about a field is said beside it."""
    at, user, chosen = wall_clock(), request.user, ACTS[act]
    appeal = access.appeal_for(user, public_id, at=at)
    form = form_of(act, appeal, user, request.POST, at=at)
    if not form.is_valid():
        return _show(request, appeal, {act: form})
    given: dict[str, Any] = dict(form.cleaned_data)
    try:
        if chosen.files:
            received = [file.received for file in request.FILES.getlist("files") if isinstance(file, ArrivedFile)]
            given["files"] = attachments.check_files(files=received, by=user, at=at)
        chosen.do(public_id=public_id, **given, by=user, at=at)
    except Refused as refused:
        beside = dict(FIELDS)
        if "summary" not in form.fields:
            beside["appeal.identifier"] = next((one for one in ("what", "text", "reason") if one in form.fields), "")
        if beside.get(refused.code, "") not in form.fields and not refused.code.startswith(("attachment.", "note.")):
            raise
        refuse(form, refused, {code: name for code, name in beside.items() if name in form.fields})
        return _show(request, appeal, {act: form})
    messages.success(request, _(chosen.said))
    return redirect("appeal", public_id) if access.may_see(user, public_id, at) else redirect("appeals")


@guarded
@require_GET
def appeal_file(request: Asked, public_id: str, file: str) -> HttpResponse:
    """A file beside one of its replies or notes."""
    at = wall_clock()
    appeal = access.appeal_for(request.user, public_id, at=at)
    return served(attachment_for(file, owners=files.owners_of(appeal)), by=request.user, at=at)


def _show(request: Asked, appeal: Appeal, given: dict[str, Form] | None = None) -> HttpResponse:
    at, user = wall_clock(), request.user
    clock = queries.open_clocks([appeal]).get(appeal.public_id)
    text = text_of_appeal(appeal)
    acts = open_acts(appeal, user, at=at)
    forms = {name: (given or {}).get(name) or form_of(name, appeal, user, at=at) for name in acts if ACTS[name].place}
    deeds = [_deed(name, form, name in (given or {})) for name, form in forms.items()]
    deeds.sort(key=lambda deed: list(ACTS).index(deed["act"]))
    visible = access.visible_appeals(user, at=at)
    known: dict[str, Any] = {
        "appeal": appeal,
        "text": text,
        "sign": sign_of_allegation(text),
        "clock": clock,
        "own_clock": bool(clock and clock.subject == appeal.public_id),
        "lamp": clock.lamp(at) if clock else None,
        "tasks": list(appeal.tasks.filter(until=None, lead=True).select_related("owner", "post__office")),
        "shares": solving_queries.shares_of(appeal, at=at),
        "members": (members := members_of(appeal)),
        "opens": set(visible.filter(pk__in=[one.pk for one in members]).values_list("pk", flat=True)),
        "lead": visible.filter(pk=appeal.merged_into_id).first() if appeal.merged_into_id else None,
        "parts": list(solving_queries.parts_of(appeal, visible)),
        "alike": repeats.maybe_same(user, appeal, text, at=at) if "merge" in acts and appeal.state != RECEIVED else [],
        "again": solving_queries.recurred_from(appeal, visible),
        "notes": solving_queries.notes_of(appeal),
        "replies": queries.replies(appeal),
        "peer_waits": waiting_for_peer(appeal) is not None,
        "cards": list(appeal.cards.all()),
        "ahead": queries.what_if_nobody_answers(appeal, at=at),
        "decisions": list(appeal.decisions.select_related("owner", "post__office")),
        "history": queries.history(appeal),
        "main": [deed for deed in deeds if deed["place"] == "main"],
        "side": [deed for deed in deeds if deed["place"] == "side"],
        "fold": [deed for deed in deeds if deed["place"] == "fold"],
        **dict.fromkeys(acts - forms.keys(), True),
    }
    if appeal.state == RECEIVED and "accept" in forms:
        known |= _suggested(request, appeal, text, forms["accept"])
    looked(request, "appeal.viewed", appeal.audit_name)
    return render(request, "appeals/appeal.html", known)


def _suggested(request: Asked, appeal: Appeal, text: str, form: Form) -> dict[str, Any]:
    """What is suggested for a fresh appeal, chosen beforehand in its form, and what may be about the same."""
    at, said = wall_clock(), speaking.suggest(text)
    among = access.visible_appeals(request.user, at=at)
    found = speaking.duplicates(text, spot=appeal.spot, area_code=appeal.area_code, among=among, at=at, but=appeal.pk)
    form.initial = {"category": said.category, "kind": said.kind, "urgent": said.urgent}
    title = next((one.title for one in queries.list_categories() if one.code == said.category), "")
    return {"said": said, "said_title": title, "likely": found, "so": speaking.decided_so(found, said.category)}


def _deed(name: str, form: Form, refused: bool) -> dict[str, Any]:
    act = ACTS[name]
    look = "btn-primary" if act.place == "main" else "btn"
    known = {"act": name, "title": _(act.title), "form": form, "files": act.files, "look": look}
    return {**known, "place": act.place, "open": refused}
