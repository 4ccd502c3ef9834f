"""
Counts anew what the tallies keep, in two steps, so that nobody waits for the log while a million findings are counted:
`differences` reads, before the audit record of the run; `enter` adds the few rows that differ, after it.

What others write in between is not lost: kept and counted numbers of a property are read by one statement, so of one
moment, and their difference is added to what is kept by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from mingcha.matching import verdict_tallies
from mingcha.matching.models import Finding, Tally
from mingcha.matching.tallies import DIMENSIONS, EXCLUDED, TOWN

#: Findings and fen to be added, by dimension, area, value and purpose.
Differences = dict[tuple[str, int, str, int], tuple[int, int]]
_PORTION = 5_000


def differences(purpose_id: int | None = None) -> Differences:
    """By how much the tallies of a purpose, or of all, are off. Changes nothing and needs no lock."""
    found: Differences = {}
    about = Q() if purpose_id is None else Q(purpose=purpose_id)
    for dimension, counted in _counted(about, purpose_id):
        kept = Tally.objects.filter(about, dimension=dimension).order_by()
        kept_lines = kept.values_list("area", "purpose", "value", F("count") * -1, F("amount_fen") * -1)
        for area, purpose, value, count, money in counted.union(kept_lines, all=True):
            before = found.get((dimension, area, value, purpose), (0, 0))
            found[dimension, area, value, purpose] = (before[0] + int(count), before[1] + int(money))
    return {key: step for key, step in found.items() if step != (0, 0)}


def _counted(about: Q, purpose_id: int | None) -> Iterator[tuple[str, QuerySet[Any, Any]]]:
    """Per dimension: area, purpose, value, findings, fen."""
    published = Finding.objects.all().for_system("tallies").filter(about, published=True).order_by()
    for dimension, fields in DIMENSIONS.items():
        rows = published.filter(excluded=dimension == EXCLUDED).annotate(town=F("area") / TOWN * TOWN)
        lines = rows.annotate(said=_text(fields)).values("town", "purpose", "said")
        counted = lines.annotate(n=Count("pk"), money=Sum("amount_fen"))
        yield dimension, counted.values_list("town", "purpose", "said", "n", "money")
    yield verdict_tallies.JUDGED, verdict_tallies.by_county(purpose_id)


def _text(fields: tuple[str, ...]) -> Any:
    """The values of some fields as they are stored, parted by a bar."""
    if not fields:
        return Value("", CharField())
    parts = [Cast(field, CharField()) for field in fields]
    return parts[0] if len(parts) == 1 else Concat(parts[0], *(part for p in parts[1:] for part in (Value("|"), p)))


def enter(found: Differences) -> None:
    """Adds them. Part of an operation, after its audit record, whose lock keeps other writers away."""
    purposes = {purpose for *_, purpose in found}
    kept = Tally.objects.filter(purpose__in=purposes, dimension__in={dimension for dimension, *_ in found})
    lines = kept.values_list("dimension", "area", "value", "purpose", "count", "amount_fen")
    known = {tuple(key): (count, money) for *key, count, money in lines.iterator(_PORTION)}
    rows = []
    for key, (count, money) in sorted(found.items()):
        dimension, area, value, purpose = key
        before = known.get(key, (0, 0))
        numbers = {"count": before[0] + count, "amount_fen": before[1] + money}
        rows.append(Tally(dimension=dimension, area=area, value=value, purpose_id=purpose, **numbers))
    Tally.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dimension", "area", "value", "purpose"],
        update_fields=["count", "amount_fen"],
        batch_size=_PORTION,
    )
    Tally.objects.filter(purpose__in=purposes, count=0, amount_fen=0).delete()


def rebuild() -> None:
    """Both at once, for everything: where nobody else is at work, or the log is held already."""
    enter(differences())
