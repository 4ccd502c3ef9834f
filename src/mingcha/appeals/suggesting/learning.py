"""
The model learns from the site's own decisions: once a week, in the background. What people decided in the end teaches,
never what was suggested.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals.models import Appeal, AppealSet, SuggestionModel
from mingcha.appeals.states import DECLINED, LED_AWAY, MERGED, RECEIVED
from mingcha.appeals.suggesting import speaking, training
from mingcha.appeals.suggesting.model import mark_of, packed
from mingcha.appeals.suggesting.training import Decided, Line, Trained
from mingcha.audit import operations as audit

EVERY = timedelta(days=7)


def decided() -> AppealSet:
    """Appeals of which people decided the category."""
    found = Appeal.objects.all().for_system("training of suggestions").filter(category__isnull=False)
    return found.exclude(state__in=(RECEIVED, DECLINED, LED_AWAY, MERGED)).exclude(sealed_text="")


def begin(at: datetime) -> SuggestionModel | None:
    """The row of a training that is due, once; None when it is not, or there is too little to learn from."""
    newest = SuggestionModel.objects.defer("kept").first()
    if newest is not None and newest.begun_at > at - EVERY:
        return None
    if decided()[: training.LEAST].count() < training.LEAST:
        return None
    return SuggestionModel.objects.create(begun_at=at)


def learn(version: SuggestionModel, *, at: datetime) -> bool:
    """Trains and keeps the model with its card, by one record; False when the decisions teach too little."""
    rows = list(decided().select_related("category").order_by("-filed_at", "-pk")[: training.MOST])[::-1]
    texts = [Decided(text_of(one, "sealed_text"), one.category.code) for one in rows if one.category]
    trained = training.train(texts)
    if trained is None:
        return False
    kept = packed(trained.model)
    seen = hashlib.sha256("\n".join(sorted(one.public_id for one in rows)).encode()).hexdigest()
    version.kept, version.mark, version.made_at = kept, mark_of(kept, speaking.key()), at
    version.card = card_of(trained) | {
        "decisions": len(rows), "seen": seen,
        "from": rows[0].filed_at.date().isoformat(), "to": rows[-1].filed_at.date().isoformat(),
    }  # fmt: skip
    with transaction.atomic():
        version.save()
        detail = {"decisions": len(rows), "seen": seen, "mark": version.mark}
        audit.record("suggestion.trained", subject=f"suggestion:{version.pk}", by=audit.SYSTEM, at=at, detail=detail)
    return True


def card_of(trained: Trained) -> dict[str, Any]:
    """Figures of a training, as the page shows them."""
    return {
        "judged": trained.judged,
        "right": trained.right,
        "spoke": trained.spoke,
        "spoke_right": trained.spoke_right,
        "rules_right": trained.rules_right,
        "lines": [_line(line, line.code in trained.model.silent) for line in trained.lines],
    }


def _line(line: Line, silent: bool) -> dict[str, Any]:
    low, high = line.interval
    known = {name: getattr(line, name) for name in ("code", "taught", "judged", "spoke", "right")}
    return known | {"low": round(low * 100), "high": round(high * 100), "silent": silent}
