"""
How many findings there are, and how much money, per township, purpose and property, kept beside the findings: the
overview of a million findings adds up a few thousand rows.

What may not be seen is subtracted: the findings of a scope that name somebody from whom the reader stays away are few,
and counted one by one.

Tallies are written only after the audit record of the same transaction, whose lock lets one writer at a time pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count, F, Sum

from mingcha.accounts.access import recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.matching import verdict_tallies
from mingcha.matching.models import Finding, FindingKey, FindingSet, Tally, within

TOTAL, EXCLUDED, COUNTY, COMPARED = "total", "excluded", "county", "rule_presence"
#: Properties that are counted, with the fields that hold them; all but one leave excluded hits out.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    TOTAL: (),
    "rule_key": ("rule_key",),
    "state": ("state",),
    "presence": ("presence",),
    "strength": ("strength",),
    "fund": ("fund",),
    "month": ("month",),
    COMPARED: ("rule_key", "presence"),
    EXCLUDED: (),
}
_TOWN = 1_000  # villages of a township
_LINE = ("area", "purpose_id", "excluded", "amount_fen", "rule_key", "state", "presence", "strength", "fund", "month")
#: Per dimension and value (text, as stored), findings and fen.
Counts = dict[str, dict[str, tuple[int, int]]]


def rebuild() -> None:
    """Counts everything anew: the last part of a run that is published."""
    published = Finding.objects.all().for_system("tallies").filter(published=True)
    Tally.objects.all().delete()
    Tally.objects.bulk_create(chain(_tallies(published), verdict_tallies.rows()), batch_size=5_000)


def _tallies(findings: FindingSet) -> Iterator[Tally]:
    for dimension, fields in DIMENSIONS.items():
        counted = findings.filter(excluded=dimension == EXCLUDED).annotate(town=F("area") / _TOWN).order_by()
        rows = counted.values_list("town", "purpose_id", *fields).annotate(n=Count("pk"), money=Sum("amount_fen"))
        for town, purpose, *values, count, money in rows:
            text = "|".join(map(str, values))
            yield Tally(
                area=town * _TOWN, purpose_id=purpose, dimension=dimension, value=text, count=count, amount_fen=money
            )


def moved(finding: Finding, before: str) -> None:
    """A finding went from the state `before` into the one it has. Part of an operation, after its audit record."""
    if finding.excluded or finding.state == before:
        return
    for state, step in sorted(((before, -1), (finding.state, 1))):
        row, _ = Tally.objects.get_or_create(
            area=finding.area // _TOWN * _TOWN,
            purpose_id=finding.purpose_id,
            dimension="state",
            value=state,
            defaults={"count": 0, "amount_fen": 0},
        )
        Tally.objects.filter(pk=row.pk).update(
            count=F("count") + step, amount_fen=F("amount_fen") + step * finding.amount_fen
        )


def count(
    user: User, *, at: datetime, only: Collection[str] = tuple(DIMENSIONS), purpose_id: int | None = None
) -> Counts:
    """Per property and value, how many findings `user` may see and their money in fen; counties with the total."""
    scope, recused = scope_of(user, Permission.FINDING_READ, at=at), recusal_keys(user, at=at)
    if any(len(prefix) > 9 for prefix in scope.prefixes):
        visible = Finding.objects.all().visible_to(user, Permission.FINDING_READ, at=at)
        return counted(visible.filter(purpose_id=purpose_id) if purpose_id else visible, only=only)
    tallied = Tally.objects.filter(within(scope, "area", wide=False), dimension__in=only)
    hidden = Finding.objects.all().for_system("subtracted").filter(within(scope), published=True)
    keys = FindingKey.objects.filter(key__in=recused)
    hidden = hidden.filter(pk__in=keys.values("finding_id"))
    if purpose_id is not None:
        tallied, hidden = tallied.filter(purpose_id=purpose_id), hidden.filter(purpose_id=purpose_id)
    found = _empty(only)
    for area, number, money in tallied.filter(dimension=TOTAL).values_list("area", "count", "amount_fen"):
        _add(found, TOTAL, "", area, number, money)
    parts = tallied.exclude(dimension=TOTAL).order_by().values_list("dimension", "value")
    for dimension, value, number, money in parts.annotate(n=Sum("count"), money=Sum("amount_fen")):
        _add(found, dimension, value, 0, int(number), int(money))
    for line in hidden.values(*_LINE):
        _add_line(found, line, -1)
    return found


def counted(findings: FindingSet, *, only: Collection[str] = tuple(DIMENSIONS)) -> Counts:
    """The same, one finding after another: for few of them, and to prove that the tallies are right."""
    found = _empty(only)
    for line in findings.order_by().values(*_LINE).iterator(5_000):
        _add_line(found, line, 1)
    return found


def _empty(only: Iterable[str]) -> Counts:
    return {dimension: {} for dimension in (*only, COUNTY)}


def _add_line(found: Counts, line: dict[str, Any], step: int) -> None:
    for dimension in found.keys() & DIMENSIONS.keys():
        if (dimension == EXCLUDED) == line["excluded"]:
            value = "|".join(str(line[field]) for field in DIMENSIONS[dimension])
            _add(found, dimension, value, line["area"], step, step * line["amount_fen"])


def _add(found: Counts, dimension: str, value: str, area: int, count: int, money: int) -> None:
    _plus(found[dimension], value, count, money)
    if dimension == TOTAL:
        _plus(found[COUNTY], str(area // 1_000_000), count, money)


def _plus(counts: dict[str, tuple[int, int]], key: str, count: int, money: int) -> None:
    before = counts.get(key, (0, 0))
    counts[key] = (before[0] + count, before[1] + money)
