"""
What other systems may read of appeals: the same that stands on the page of a village, one by one and in pages.

Moments are days in China, in what is told and in what can be asked for: to the second they would tell who was seen at
the counter, and a search could find them out by halving.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from mingcha.accounts.access import Scope
from mingcha.appeals.models import Appeal, AppealSet, Category, Reply
from mingcha.appeals.states import ANSWERED, CLOSED, EXPLAINED, HANDLING, OPEN, SOLVED
from mingcha.org import queries as org
from mingcha.org.calendar import day_of, start_of
from mingcha.org.models import Area

_SHOWN = (HANDLING, ANSWERED, SOLVED, EXPLAINED, CLOSED)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Published:
    """An appeal in the words that somebody approved for everybody; `text` and `answer` are "" without any."""

    public_id: str
    is_open: bool
    category: Category | None
    text: str
    answer: str
    filed_on: date
    updated_on: date
    area_code: str
    place: str


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty parts leave nothing out. Days are in China, first and last included."""

    ids: Collection[str] = ()
    categories: Collection[str] = ()
    is_open: bool | None = None
    filed: tuple[date | None, date | None] = (None, None)
    updated: tuple[date | None, date | None] = (None, None)


def find_published(scope: Scope, wanted: Wanted, *, first: int, most: int) -> list[Published]:
    """Those inside the scope, the newest first, `most` of them from number `first` (0) on."""
    found = _approved(scope)
    if wanted.ids:
        found = found.filter(public_id__in=wanted.ids)
    if wanted.categories:
        found = found.filter(category__code__in=wanted.categories)
    if wanted.is_open is not None:
        found = found.filter(state__in=OPEN) if wanted.is_open else found.exclude(state__in=OPEN)
    found = found.filter(_between("filed_at", wanted.filed))
    done = ~Q(state__in=OPEN) & _between("state_at", wanted.updated)
    if wanted.updated != (None, None):
        found = found.filter(_between("public_at", wanted.updated) | done)
    page = found.select_related("category", "place").order_by("-filed_at", "public_id")[first : first + most]
    return _told(list(page))


def is_published(scope: Scope, public_id: str) -> bool:
    """Whether everybody may know of it."""
    return _approved(scope).filter(public_id=public_id).exists()


def unpublished(public_id: str) -> Published | None:
    """
    Where an appeal stands, without any words of it, for whoever handed it in: to be asked for that alone. None when it
    was led away: that is told to nobody but the petitioner.
    """
    found = Appeal.objects.all().for_system("handed in by who asks").filter(public_id=public_id)
    one = found.exclude(state="led_away").select_related("category", "place").first()
    if one is None:
        return None
    if one.public_at and one.state in _SHOWN:
        return _told([one])[0]
    return _one(one, "", "", _places([one]))


def _approved(scope: Scope) -> AppealSet:
    found = Appeal.objects.all().for_system("approved for everybody").filter(scope.condition("area_code"))
    return found.approved().filter(state__in=_SHOWN)


def _between(field: str, days: tuple[date | None, date | None]) -> Q:
    first, last = days
    condition = Q(**{f"{field}__gte": start_of(first)}) if first else Q()
    return condition & Q(**{f"{field}__lt": start_of(last + _DAY)}) if last else condition


def answers_of(appeals: Collection[Appeal]) -> dict[int, str]:
    """The newest approved answer of each of some appeals that has one, by key."""
    said = Reply.objects.filter(appeal__in=[one.pk for one in appeals]).exclude(public_text="").order_by("at", "pk")
    return dict(said.values_list("appeal_id", "public_text"))


def _told(page: list[Appeal]) -> list[Published]:
    answers = answers_of(page)
    places = _places(page)
    return [_one(one, one.public_text, answers.get(one.pk, ""), places) for one in page]


def _one(one: Appeal, text: str, answer: str, places: dict[str, str]) -> Published:
    is_open = one.state in OPEN
    moments = [one.public_at or one.filed_at, *([] if is_open else [one.state_at])]
    return Published(
        public_id=one.public_id,
        is_open=is_open,
        category=one.category,
        text=text,
        answer=answer,
        filed_on=day_of(one.filed_at),
        updated_on=day_of(max(moments)),
        area_code=one.area_code,
        place=places[one.place.code],
    )


def _places(page: list[Appeal]) -> dict[str, str]:
    """Whole names of the places of appeals, the city and what is above it left out where something is below."""
    above = {one.place.code: org.codes_above(one.place.code) for one in page}
    wanted = {code for codes in above.values() for code in codes}
    names = {area.code: area.name for area in Area.objects.filter(code__in=wanted)}
    return {
        code: "".join(names[c] for c in codes[2:] if c in names) or names.get(code, "") for code, codes in above.items()
    }
