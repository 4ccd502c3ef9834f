"""One appeal, and what somebody may do about it now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.accounts.permissions import Permission as P
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, operations, queries
from mingcha.appeals.fork import sign_of_allegation
from mingcha.appeals.forms import AcceptForm, AnswerForm, CheckForm, DeclineForm, ExtendForm, HandOverForm, PublishForm
from mingcha.appeals.models import Appeal, Task
from mingcha.appeals.operations.publishing import SHOWABLE
from mingcha.appeals.states import RECEIVED
from mingcha.appeals.suggesting import speaking
from mingcha.appeals.views.asking import guarded
from mingcha.attachments import operations as attachments
from mingcha.attachments.arriving import ArrivedFile
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused

_FIELDS = {
    "appeal.summary": "summary",
    "appeal.identifier": "summary",
    "appeal.kind": "kind",
    "category.closed": "category",
    "appeal.reason": "reason",
    "appeal.reply": "text",
    "appeal.receipt": "text",
    "appeal.text": "text",
    "appeal.names": "text",
    "appeal.outcome": "outcome",
    "appeal.note": "note",
    "clock.amount": "days",
}


def _answer(request: Asked, public_id: str, given: dict[str, Any]) -> object:
    at = wall_clock()
    received = [file.received for file in request.FILES.getlist("files") if isinstance(file, ArrivedFile)]
    checked = attachments.check_files(files=received, by=request.user, at=at)
    return operations.answer_appeal(public_id=public_id, files=checked, **given, by=request.user, at=at)


def _plain(operation: Callable[..., object]) -> Callable[[Asked, str, dict[str, Any]], object]:
    def act(request: Asked, public_id: str, given: dict[str, Any]) -> object:
        return operation(public_id=public_id, **given, by=request.user, at=wall_clock())

    return act


@dataclass(frozen=True)
class Act:
    """Something that can be done: its form, what it does, what is said afterwards, and which permissions open it."""

    form: type[Form]
    do: Callable[[Asked, str, dict[str, Any]], object]
    said: str
    needs: tuple[P, ...]


_DESK, _ABOVE = (P.APPEAL_DESK, P.APPEAL_HANDLE), (P.APPEAL_SUPERVISE,)
#: By the word in the address.
ACTS: dict[str, Act] = {
    "accept": Act(
        AcceptForm,
        _plain(operations.accept_appeal),
        gettext_noop("Accepted. It is with whoever answers for it, and the time runs."),
        _DESK,
    ),
    "decline": Act(
        DeclineForm,
        _plain(operations.decline_appeal),
        gettext_noop("Declined; the petitioner reads where to go."),
        _DESK,
    ),
    "hand_over": Act(
        HandOverForm,
        _plain(operations.hand_over),
        gettext_noop("Handed over. The time runs on as it did."),
        (P.APPEAL_HANDLE, *_ABOVE),
    ),
    "answer": Act(AnswerForm, _answer, gettext_noop("Answered. Somebody else checks it now."), (P.APPEAL_HANDLE,)),
    "check": Act(CheckForm, _plain(operations.check_reply), gettext_noop("The check is recorded."), _ABOVE),
    "extend": Act(ExtendForm, _plain(operations.extend_time), gettext_noop("More time was granted."), _ABOVE),
    "publish": Act(
        PublishForm,
        _plain(operations.publish_appeal),
        gettext_noop("Shown on the page of the village."),
        (P.APPEAL_PUBLISH,),
    ),
    "hide": Act(
        Form, _plain(operations.hide_appeal), gettext_noop("Taken off the page of the village."), (P.APPEAL_PUBLISH,)
    ),
    "lead_away": Act(
        Form,
        _plain(operations.lead_away),
        gettext_noop("Wiped here; the petitioner reads the safe ways."),
        (P.APPEAL_DESK, *_ABOVE),
    ),
}


@guarded
@require_GET
def appeal_page(request: Asked, public_id: str) -> HttpResponse:
    """Everything about one appeal."""
    return _show(request, access.appeal_for(request.user, public_id, at=wall_clock()))


@guarded
@require_POST
def appeal_act(request: Asked, public_id: str, act: str) -> HttpResponse:
    """One of the things that can be done; a refusal about a field is said beside it."""
    appeal = access.appeal_for(request.user, public_id, at=wall_clock())
    chosen = ACTS[act]
    accounts.check_any(request.user, *chosen.needs, at=wall_clock())
    form = chosen.form(request.POST)
    if not form.is_valid():
        return _show(request, appeal, {act: form})
    try:
        chosen.do(request, public_id, dict(form.cleaned_data))
    except Refused as refused:
        beside = {**_FIELDS, "appeal.identifier": "text"} if "text" in form.fields else _FIELDS
        if beside.get(refused.code, "") not in form.fields:
            raise
        refuse(form, refused, beside)
        return _show(request, appeal, {act: form})
    messages.success(request, _(chosen.said))
    still = access.may_see(request.user, public_id, wall_clock())
    return redirect("appeal", public_id) if still else redirect("appeals")


def _show(request: Asked, appeal: Appeal, given: dict[str, Form] | None = None) -> HttpResponse:
    at = wall_clock()
    clock = queries.open_clocks([appeal]).get(appeal.public_id)
    text = text_of(appeal, "sealed_text")
    known: dict[str, Any] = {
        "appeal": appeal,
        "text": text,
        "sign": sign_of_allegation(text),
        "clock": clock,
        "lamp": clock.lamp(at) if clock else None,
        "tasks": list(appeal.tasks.filter(until=None).select_related("owner", "post__office")),
        "replies": queries.replies(appeal),
        "cards": list(appeal.cards.all()),
        "ahead": queries.what_if_nobody_answers(appeal, at=at),
        "decisions": list(appeal.decisions.select_related("owner", "post__office")),
        "history": queries.history(appeal),
        **{name: ACTS[name].form() for name in _open_acts(request, appeal)},
        **(given or {}),
    }
    if appeal.state == RECEIVED and "accept" in known:
        known |= _suggested(request, appeal, text, known["accept"])
    looked(request, "appeal.viewed", appeal.audit_name)
    return render(request, "appeals/appeal.html", known)


def _suggested(request: Asked, appeal: Appeal, text: str, form: Form) -> dict[str, Any]:
    """What is suggested for a fresh appeal, chosen beforehand in its form, and what may be about the same."""
    at, said = wall_clock(), speaking.suggest(text)
    among = access.visible_appeals(request.user, at=at)
    found = speaking.duplicates(text, spot=appeal.spot, area_code=appeal.area_code, among=among, at=at, but=appeal.pk)
    form.initial = {"category": said.category, "kind": said.kind, "urgent": said.urgent}
    title = next((one.title for one in queries.list_categories() if one.code == said.category), "")
    return {"said": said, "said_title": title, "alike": found, "so": speaking.decided_so(found, said.category)}


def _open_acts(request: Asked, appeal: Appeal) -> set[str]:
    """Forms that make sense; the operations decide."""
    at, user, area = wall_clock(), request.user, appeal.area_code
    mine = Task.objects.filter(access.own_tasks(user, at=at), appeal=appeal).exists()
    desk = accounts.can(user, P.APPEAL_DESK, at=at, area=area)
    above = accounts.can(user, P.APPEAL_SUPERVISE, at=at, area=area) and not access.is_party(user, appeal)
    fits = {
        "received": {"accept": mine or desk, "decline": mine or desk, "lead_away": desk},
        "handling": {"answer": mine, "hand_over": mine or above, "extend": above, "lead_away": desk},
        "answered": {"check": above, "lead_away": desk},
        "solved": {"lead_away": desk},
        "explained": {"lead_away": desk},
    }
    shows = accounts.can(user, P.APPEAL_PUBLISH, at=at, area=area)
    shown = {"publish": shows and appeal.state in SHOWABLE, "hide": shows and appeal.public_at is not None}
    return {name for name, may in {**fits.get(appeal.state, {}), **shown}.items() if may}
