"""
How many findings there are, and how much money, per township, purpose and property, kept beside the findings: the
overview of a million findings adds up a few thousand rows.

What may not be seen is subtracted: the findings of a scope that name somebody from whom the reader stays away are few,
and counted one by one.

A run that is published counts anew (`recounting.py`). Tallies are written only after the audit record of the same
transaction, whose lock lets one writer at a time pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from mingcha.accounts.access import Scope, recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
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
TOWN = 1_000  # villages of a township
#: Per dimension and value (text, as stored), findings and fen.
Counts = dict[str, dict[str, tuple[int, int]]]


def moved(finding: Finding, before: str) -> None:
    """A finding went from the state `before` into the one it has. Part of an operation, after its audit record."""
    if finding.excluded or finding.state == before:
        return
    for state, step in sorted(((before, -1), (finding.state, 1))):
        row, _ = Tally.objects.get_or_create(
            area=finding.area // TOWN * TOWN,
            purpose_id=finding.purpose_id,
            dimension="state",
            value=state,
            defaults={"count": 0, "amount_fen": 0},
        )
        Tally.objects.filter(pk=row.pk).update(
            count=F("count") + step, amount_fen=F("amount_fen") + step * finding.amount_fen
        )


def count(
    user: User,
    *,
    at: datetime,
    only: Collection[str] = tuple(DIMENSIONS),
    purpose_id: int | None = None,
    town: int | None = None,
    value: str | None = None,
) -> Counts:
    """
    Per property and value, how many findings `user` may see and their money in fen; counties with the total. Of one
    purpose or one township (nine digits) when it is given; with `value` only that value is sure to be there.
    """
    about = Q() if purpose_id is None else Q(purpose_id=purpose_id)
    about &= Q() if town is None else within(Scope((f"{town:09d}",)), wide=False)
    scope, recused = scope_of(user, Permission.FINDING_READ, at=at), recusal_keys(user, at=at)
    if any(len(prefix) > 9 for prefix in scope.prefixes):
        visible = Finding.objects.all().visible_to(user, Permission.FINDING_READ, at=at)
        return counted(visible.filter(about), only=only)
    tallied = Tally.objects.filter(within(scope, wide=False), about, dimension__in=only)
    hidden = Finding.objects.all().for_system("subtracted").filter(within(scope), published=True)
    keys = FindingKey.objects.filter(key__in=recused)
    hidden = hidden.filter(about, pk__in=keys.values("finding_id"))
    found = _empty(only)
    for area, number, money in tallied.filter(dimension=TOTAL).values_list("area", "count", "amount_fen"):
        _add(found, TOTAL, "", area // 1_000_000, number, money)
    parts = tallied.exclude(dimension=TOTAL) if value is None else tallied.filter(value=value).exclude(dimension=TOTAL)
    sums = parts.order_by().values_list("dimension", "value").annotate(n=Sum("count"), money=Sum("amount_fen"))
    for dimension, each, number, money in sums:
        _add(found, dimension, each, 0, int(number), int(money))
    return _add_findings(found, hidden, -1)


def counted(findings: FindingSet, *, only: Collection[str] = tuple(DIMENSIONS)) -> Counts:
    """The same, one finding after another: for few of them, and to prove that the tallies are right."""
    return _add_findings(_empty(only), findings, 1)


def _empty(only: Iterable[str]) -> Counts:
    return {dimension: {} for dimension in (*only, COUNTY)}


def _add_findings(found: Counts, findings: FindingSet, step: int) -> Counts:
    """Adds or takes away findings, which the database adds up by no more than what is counted."""
    dimensions = found.keys() & DIMENSIONS.keys()
    fields = sorted({field for dimension in dimensions for field in DIMENSIONS[dimension]})
    lines = findings.order_by().values("county", "excluded", *fields)
    for line in lines.annotate(n=Count("pk"), money=Sum("amount_fen")).iterator(5_000):
        for dimension in dimensions:
            if (dimension == EXCLUDED) == line["excluded"]:
                value = "|".join(str(line[field]) for field in DIMENSIONS[dimension])
                _add(found, dimension, value, line["county"], step * line["n"], step * int(line["money"]))
    return found


def _add(found: Counts, dimension: str, value: str, county: int, count: int, money: int) -> None:
    _plus(found[dimension], value, count, money)
    if dimension == TOTAL:
        _plus(found[COUNTY], str(county), count, money)


def _plus(counts: dict[str, tuple[int, int]], key: str, count: int, money: int) -> None:
    before = counts.get(key, (0, 0))
    counts[key] = (before[0] + count, before[1] + money)
