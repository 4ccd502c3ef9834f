"""A group's chat, pasted: what it asks for is proposed, a person ticks what is so, one button files it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.accounts.permissions import Permission
from mingcha.appeals import operations, policies, queries
from mingcha.appeals.forms import TranscriptForm
from mingcha.appeals.models import Category, HeardMessage
from mingcha.appeals.operations import Confirmed
from mingcha.appeals.states import KINDS
from mingcha.appeals.transcripts import proposing
from mingcha.appeals.transcripts.proposing import Carried, Proposal
from mingcha.appeals.transcripts.reading import Said
from mingcha.appeals.views.asking import guarded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.org import queries as org

_FIELDS = {"area.unknown": "village", "transcript.long": "pasted", "transcript.empty": "pasted"}
#: Where a message goes that belongs to no matter.
_NOWHERE = "x"
_WHY: dict[str, Message] = {
    "quote": Message("引用了这件事的消息", "quotes a message of this matter"),
    "media": Message("同一人紧接着发的", "sent by the same person right after"),
    "speaker": Message("同一人在说", "the same person goes on"),
    "words": Message("用词相近", "similar words"),
    "place": Message("同一地点", "the same place"),
    "subject": Message("同一类事项", "the same subject"),
    "follows": Message("接着上一条说", "goes on from the message before"),
}


@guarded
@never_cache
@require_http_methods(["GET", "POST"])
def transcript(request: Asked) -> HttpResponse:
    """The empty form; the proposals of a paste; what was filed of them. Nothing is stored in between."""
    accounts.check(request.user, Permission.APPEAL_FILE, at=wall_clock())
    if request.POST.get("state"):
        return _file(request)
    form = TranscriptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _propose(request, form)
        except MingchaError as refused:
            if refused.code not in _FIELDS:
                raise
            refuse(form, refused, _FIELDS)
    return render(request, "appeals/transcript.html", {"form": form})


def _propose(request: Asked, form: TranscriptForm) -> HttpResponse:
    at, user = wall_clock(), request.user
    area = org.get_area(form.cleaned_data["village"])
    accounts.check(user, Permission.APPEAL_FILE, at=at, area=area.code)
    found = proposing.propose(form.cleaned_data["pasted"], known_marks=_known, area=area.code, at=at)
    looked(request, "transcript.read", f"area:{area.code}", {"messages": len(found.said), "away": found.led_away})
    state = proposing.sealed(found, user=user.pk, area=area.code, at=at)
    return render(request, "appeals/transcript_threads.html", {"area": area, "state": state, **_shown(found)})


def _known(marks: Sequence[str]) -> set[str]:
    return set(HeardMessage.objects.filter(mark__in=marks).values_list("mark", flat=True))


def _shown(found: Proposal) -> dict[str, Any]:
    labels = proposing.labels_of(found.said)

    def line(number: int, why: str = "") -> dict[str, Any]:
        who, words = proposing.line_of(found.said[number], labels, found.called)
        return {"number": number, "who": who, "words": words, "said": found.said[number], "why": _WHY.get(why)}

    voices = proposing.speakers_of(found.said)
    threads = []
    for order, one in enumerate(found.threads):
        members = [found.said[number] for number in one.members]
        threads.append(
            {
                "order": order,
                "lines": [line(number, one.why.get(number, "")) for number in one.members],
                "speakers": [(str(voices.index(who)), who) for who in proposing.speakers_of(members)],
                "offered": proposing.offered(members, found.said[one.core]),
            }
        )
    return {
        "threads": threads,
        "left": [line(number) for number in found.left_out],
        "found": found,
        "places": [(str(order), str(order + 1)) for order in range(len(found.threads))],
        "categories": [(one.code, one.title) for one in queries.list_categories()],
        "kinds": list(KINDS.items()),
    }


def _file(request: Asked) -> HttpResponse:
    at, user = wall_clock(), request.user
    carried = proposing.opened(request.POST["state"], user=user.pk, at=at)
    area = org.get_area(carried.area)
    confirmed = list(_confirmed(carried, request.POST))
    if not confirmed:
        raise Refused(
            "transcript.none",
            Message("还没有勾选任何一件。请返回上一页勾选。", "Nothing is ticked. Go back and tick what is so."),
        )
    filed = operations.file_threads(area=area, confirmed=confirmed, by=user, at=at)
    known = {"area": area, "filed": filed, "before": len(confirmed) - len(filed)}
    lines = [(one, queries.called(one.appeal)) for one in filed]
    return render(request, "appeals/transcript_filed.html", {**known, "lines": lines})


def _confirmed(carried: Carried, given: QueryDict) -> Iterable[Confirmed]:
    """The ticked matters with the messages that the person left in or moved to them."""
    members: dict[str, list[Said]] = {}
    for number, one in enumerate(carried.said):
        members.setdefault(given.get(f"to-{number}", _NOWHERE), []).append(one)
    members.pop(_NOWHERE, None)
    categories = {one.code: one for one in Category.objects.filter(closed_at=None)}
    for order in given.getlist("take"):
        if said := members.get(order):
            yield _matter(carried, said, order, given, categories)


def _matter(
    carried: Carried, said: Sequence[Said], order: str, given: QueryDict, categories: dict[str, Category]
) -> Confirmed:
    reporter = given.get(f"who-{order}", "")
    speakers = proposing.speakers_of(carried.said)
    name = speakers[int(reporter)] if reporter.isdecimal() and int(reporter) < len(speakers) else ""
    labels = proposing.labels_of(carried.said, name)
    kind = given.get(f"kind-{order}", "")
    return Confirmed(
        text=proposing.text_of(said, labels, carried.called, policies.TEXT[1]),
        unmasked=proposing.unmasked_of(said),
        marks=tuple(proposing.mark_of(one, carried.area) for one in said),
        name=name,
        spot=given.get(f"spot-{order}", ""),
        kind=kind if kind in KINDS else "request",
        category=categories.get(given.get(f"category-{order}", "")),
        urgent=f"urgent-{order}" in given,
    )
