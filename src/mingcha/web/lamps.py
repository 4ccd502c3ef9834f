"""时限灯: the deadlines of every record in the reader's scope, over all rooms, the late ones first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingcha.accounts import access
from mingcha.accounts.asking import PAGE, Asked, looked
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import access as appeal_access
from mingcha.appeals import queries as appeals
from mingcha.clues import access as clue_access
from mingcha.clues import queries as clues
from mingcha.deadlines import lamps, queries
from mingcha.deadlines.models import Clock
from mingcha.deadlines.queries import Matter
from mingcha.kernel.clock import wall_clock
from mingcha.matching import queries as findings
from mingcha.org.models import Office


@dataclass(frozen=True)
class Source:
    """A room whose records have clocks: who may ask it, what it calls them, and its queries."""

    needs: P
    label: Promise
    #: Queryset of the records of `user` with a clock, of one office where one is asked for; the field clocks know.
    timed: Callable[..., Any]
    key: str
    offices: Callable[..., set[int]]
    matters: Callable[..., Mapping[str, Matter]]


#: By the kind of subject that their clocks name.
SOURCES: Mapping[str, Source] = {
    findings.KIND: Source(
        P.FINDING_READ, _("Findings"), findings.timed, "number", findings.timing_offices, findings.matters
    ),
    appeal_access.KIND: Source(
        P.APPEAL_READ, _("Appeals"), appeals.timed, "public_id", appeals.timing_offices, appeals.matters
    ),
    clue_access.KIND: Source(P.CLUE_READ, _("Clues"), clues.timed, "public_id", clues.timing_offices, clues.matters),
}
NEEDS = frozenset(source.needs for source in SOURCES.values())
_SHOWN = tuple(lamp for lamp in lamps.LAMPS if lamp.code in queries.ON_BOARD)


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for: a lamp, a room by its kind, an office by its key; empty: every."""

    lamp: str = ""
    room: str = ""
    office: str = ""


def wanted(given: Mapping[str, str]) -> Wanted:
    """What an address asks for; what cannot be meant is passed over."""
    lamp, room, office = (given.get(name, "") for name in ("lamp", "room", "office"))
    return Wanted(
        lamp if lamp in queries.ON_BOARD else "",
        room if room in SOURCES else "",
        office if office.isascii() and office.isdecimal() and len(office) < 16 else "",
    )


@login_required
@require_GET
def lamp_list(request: Asked) -> HttpResponse:
    """The list, with how many show each lamp."""
    at, user = wall_clock(), request.user
    access.check_any(user, *sorted(NEEDS), at=at)
    asked = wanted(request.GET)
    mine = {kind: source for kind, source in SOURCES.items() if access.can(user, source.needs, at=at)}
    board = queries.Board(_subjects(user, mine, asked, at), at=at, lamp=asked.lamp)
    page = Paginator(board, PAGE).get_page(request.GET.get("page"))
    given = request.GET.copy()
    given.pop("page", None)
    kept = given.copy()
    kept.pop("lamp", None)
    known = {
        "asked": asked,
        "filtered": asked != Wanted(),
        "page": page,
        "lines": _lines(user, list(page), mine, at),
        "query": f"&{given.urlencode()}" if given else "",
        "tiles": [(lamp, board.counted[lamp.code]) for lamp in _SHOWN],
        "others": kept.urlencode(),
        "rooms": [(kind, source.label) for kind, source in mine.items()],
        "offices": _offices(user, mine, at),
    }
    looked(request, "clock.listed", detail={**{n: v for n, v in vars(asked).items() if v}, "rows": len(page)})
    return render(request, "web/lamps.html", known)


def _subjects(user: User, mine: Mapping[str, Source], asked: Wanted, at: datetime) -> dict[str, Any]:
    office = int(asked.office) if asked.office else None
    return {
        kind: source.timed(user, at=at, office=office).order_by().values(source.key)
        for kind, source in mine.items()
        if asked.room in ("", kind)
    }


def _lines(user: User, clocks: Collection[Clock], mine: Mapping[str, Source], at: datetime) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], Matter] = {}
    for kind, source in mine.items():
        subjects = [clock.subject for clock in clocks if clock.kind == kind]
        told = source.matters(user, subjects, at=at) if subjects else {}
        found |= {(kind, subject): matter for subject, matter in told.items()}
    return [
        {"clock": clock, "lamp": clock.lamp(at), "room": mine[clock.kind].label, "matter": found[key]}
        for clock in clocks
        if (key := (clock.kind, clock.subject)) in found
    ]


def _offices(user: User, mine: Mapping[str, Source], at: datetime) -> list[tuple[str, str]]:
    keys = set().union(*(source.offices(user, at=at) for source in mine.values()))
    return [(str(office.pk), office.name) for office in Office.objects.filter(pk__in=keys)]
