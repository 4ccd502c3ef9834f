"""
How many findings there are, and how much money, per township and property, kept beside the findings: the overview of a
million findings adds up a few thousand rows.

What may not be seen is subtracted: the findings of a scope that name somebody from whom the reader stays away are few,
and counted one by one. Hits that are excluded are not counted.

Tallies are written only after the audit record of the same transaction, whose lock lets one writer at a time pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Sum

from mingcha.accounts.access import recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.matching.models import Finding, FindingKey, FindingSet, Tally, within

#: Properties of a finding that are counted, beside the total and the county.
DIMENSIONS = ("rule_key", "state", "presence", "strength", "fund", "month")
_TOTAL = "total"
_TOWN = 1_000  # villages of a township
Counts = dict[str, dict[Any, tuple[int, int]]]


def rebuild() -> None:
    """Counts everything anew: the part of a run that is published."""
    counted = Finding.objects.all().for_system("tallies").filter(published=True, excluded=False)
    Tally.objects.all().delete()
    Tally.objects.bulk_create(_tallies(counted), batch_size=5_000)


def _tallies(findings: FindingSet) -> Iterator[Tally]:
    for dimension in (_TOTAL, *DIMENSIONS):
        fields = () if dimension == _TOTAL else (dimension,)
        rows = findings.annotate(town=F("area") / _TOWN).order_by().values_list("town", *fields)
        for town, *value, count, money in rows.annotate(n=Count("pk"), money=Sum("amount_fen")):
            text = str(value[0]) if value else ""
            yield Tally(area=town * _TOWN, dimension=dimension, value=text, count=count, amount_fen=money)


def moved(finding: Finding, before: str) -> None:
    """A finding went from the state `before` into the one it has. Part of an operation, after its audit record."""
    if finding.excluded or finding.state == before:
        return
    for state, step in sorted(((before, -1), (finding.state, 1))):
        row, _ = Tally.objects.get_or_create(
            area=finding.area // _TOWN * _TOWN, dimension="state", value=state, defaults={"count": 0, "amount_fen": 0}
        )
        Tally.objects.filter(pk=row.pk).update(
            count=F("count") + step, amount_fen=F("amount_fen") + step * finding.amount_fen
        )


def count(user: User, *, at: datetime) -> Counts:
    """Per property and value, how many findings `user` may see and their money in fen."""
    scope, recused = scope_of(user, Permission.FINDING_READ, at=at), recusal_keys(user, at=at)
    if any(len(prefix) > 9 for prefix in scope.prefixes):
        return counted(Finding.objects.all().visible_to(user, Permission.FINDING_READ, at=at).filter(excluded=False))
    found = _empty()
    rows = Tally.objects.filter(within(scope)).values_list("area", "dimension", "value", "count", "amount_fen")
    for area, dimension, value, number, money in rows:
        _add(found, dimension, value, area, number, money)
    hidden = Finding.objects.all().for_system("subtracted").filter(within(scope), published=True, excluded=False)
    keys = FindingKey.objects.filter(key__in=recused)
    for line in hidden.filter(pk__in=keys.values("finding_id")).values_list("area", "amount_fen", *DIMENSIONS):
        _add_line(found, line, -1)
    return found


def counted(findings: FindingSet) -> Counts:
    """The same, one finding after another: for few of them, and to prove that the tallies are right."""
    found = _empty()
    for line in findings.order_by().values_list("area", "amount_fen", *DIMENSIONS).iterator(5_000):
        _add_line(found, line, 1)
    return found


def _empty() -> Counts:
    return {dimension: {} for dimension in (_TOTAL, "county", *DIMENSIONS)}


def _add_line(found: Counts, line: Iterable[Any], step: int) -> None:
    area, money, *values = line
    _add(found, _TOTAL, "", area, step, step * money)
    for dimension, value in zip(DIMENSIONS, values, strict=True):
        _add(found, dimension, str(value), area, step, step * money)


def _add(found: Counts, dimension: str, value: str, area: int, count: int, money: int) -> None:
    if dimension == _TOTAL:
        _plus(found["county"], area // 1_000_000, count, money)
        _plus(found[_TOTAL], True, count, money)
    else:
        _plus(found[dimension], int(value) if dimension == "month" else value, count, money)


def _plus(counts: dict[Any, tuple[int, int]], key: Any, count: int, money: int) -> None:
    before = counts.get(key, (0, 0))
    counts[key] = (before[0] + count, before[1] + money)
