"""Suggestions for one text: the model's where it is sure, else the rules'; likely duplicates; what the card says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals.models import Appeal, AppealSet, Category, SuggestionModel, SuggestionOutcome
from mingcha.appeals.states import LED_AWAY
from mingcha.appeals.suggesting import rules
from mingcha.appeals.suggesting.alike import Told, alike
from mingcha.appeals.suggesting.model import Model, unpacked
from mingcha.kernel.errors import Refused

#: Duplicates lie in the same township, and no further back; of more, the newest.
SPAN, _MOST, _TOWNSHIP = timedelta(days=180), 400, 9
#: Less alike than this is chance.
LEAST = 0.2
_loaded: dict[int, Model | None] = {}


@dataclass(frozen=True)
class Suggestion:
    """What to choose, and why: words of the rules, or n-grams that weighed most with the model's probability."""

    category: str
    kind: str
    urgent: bool
    spot: str
    why: tuple[str, ...]
    probability: float | None = None
    model: int | None = None


@dataclass(frozen=True)
class Alike:
    """An earlier appeal that may be about the same, how alike (per cent), and what they share."""

    appeal: Appeal
    percent: int
    shared: tuple[str, ...]
    place: str
    text: str


def key() -> bytes:
    """Of the hash over what is kept."""
    return settings.SECRET.derive("suggestions", 32)


def current() -> tuple[int, Model] | None:
    """The newest model; None before there is one, and when what is kept was touched."""
    newest = (
        SuggestionModel.objects.filter(made_at__isnull=False, kept__isnull=False).values_list("pk", flat=True).first()
    )
    if newest is None:
        return None
    if newest not in _loaded:
        row = SuggestionModel.objects.get(pk=newest)
        _loaded.clear()
        try:
            _loaded[newest] = unpacked(bytes(row.kept or b""), key(), row.mark)
        except Refused:
            _loaded[newest] = None
    model = _loaded[newest]
    return (newest, model) if model else None


def suggest(text: str) -> Suggestion:
    """What to choose for a text."""
    pointed, kind, urgent = rules.category_of(text), rules.kind_of(text), rules.urgency_of(text)
    spoken = current()
    guess = spoken[1].guess(text) if spoken else None
    words = guess.grams if guess else pointed.words if pointed else ()
    return Suggestion(
        category=guess.code if guess else pointed.code if pointed else "",
        kind=kind.code,
        urgent=bool(urgent),
        spot=rules.spot_of(text),
        why=tuple(dict.fromkeys((*words, *kind.words, *urgent))),
        probability=guess.probability if guess else None,
        model=spoken[0] if spoken and guess else None,
    )


def duplicates(
    text: str, *, spot: str = "", area_code: str, among: AppealSet, at: datetime, but: int | None = None, most: int = 5
) -> list[Alike]:
    """Those of `among` (what the person who asks may see) of the same township that may be about the same matter."""
    near = among.filter(area_code__startswith=area_code[:_TOWNSHIP], filed_at__gte=at - SPAN)
    near = near.exclude(state=LED_AWAY).exclude(pk=but or 0).order_by("-filed_at").select_related("category", "place")
    appeals = list(near[:_MOST])
    texts = [text_of(one, "sealed_text") for one in appeals]
    told = [Told(words, one.spot) for words, one in zip(texts, appeals, strict=True)]
    return [
        Alike(appeals[one.index], round(one.score * 100), one.shared, one.place, texts[one.index])
        for one in alike(Told(text, spot), told, most=most, least=LEAST)
    ]


def decided_so(found: Sequence[Alike], code: str) -> int:
    """How many of the similar matters were given a category."""
    return Counter(one.appeal.category.code for one in found if one.appeal.category)[code]


def note_outcome(appeal: Appeal, *, at: datetime) -> None:
    """Counts whether the person who accepted an appeal agreed with what was suggested for it. Part of accepting."""
    said = suggest(text_of(appeal, "sealed_text"))
    decided = appeal.category.code if appeal.category else ""
    SuggestionOutcome.objects.get_or_create(
        appeal=appeal,
        defaults={
            "model_id": said.model,
            "category": said.category,
            "kind": said.kind,
            "urgent": said.urgent,
            "same_category": said.category == decided,
            "same_kind": said.kind == appeal.kind,
            "same_urgency": said.urgent == appeal.urgent,
            "at": at,
        },
    )


def card_page() -> dict[str, Any]:
    """The newest card, whether its model speaks, and how often people agreed, by model and by the rules."""
    card = SuggestionModel.objects.filter(made_at__isnull=False, kept__isnull=False).defer("kept").first()
    titles = {one.code: one.title for one in Category.objects.all()}
    agreed = (
        SuggestionOutcome.objects.exclude(category="")
        .values("model_id")
        .annotate(all=Count("pk"), same=Count("pk", filter=Q(same_category=True)))
        .order_by("-model_id")
    )
    lines = card.card.get("lines", []) if card else []
    return {
        "card": card,
        "lines": [{**line, "title": titles.get(line["code"], line["code"])} for line in lines],
        "speaks": current() is not None,
        "agreed": list(agreed),
    }
