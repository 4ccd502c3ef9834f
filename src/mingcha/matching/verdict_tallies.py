"""
How often each verdict was given on each rule version, kept per county: the precision of all rules over a hundred
thousand verdicts adds up a few thousand rows.

Whoever sees less than a county has few, and these are counted one by one. Written and read as the other tallies: after
the audit record, with what may not be seen subtracted.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from mingcha.accounts.access import recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.matching.models import Finding, FindingKey, Review, Tally, within

JUDGED = "judged"
_COUNTY = 1_000_000
#: By rule version and verdict.
Verdicts = Counter[tuple[int, str]]


def standing() -> QuerySet[Review]:
    """The verdicts that count: the last one on each matter, excluded hits left out."""
    return Review.objects.filter(standing=True, excluded=False)


def by_county(purpose_id: int | None = None) -> QuerySet[Any, Any]:
    """All of them, or those of a purpose, counted anew: area of the county, purpose, value, how many, no money."""
    judged = standing() if purpose_id is None else standing().filter(finding__purpose=purpose_id)
    rows = judged.order_by().annotate(
        town=Cast("finding__county", BigIntegerField()) * _COUNTY,
        text=Concat(Cast("rule_id", CharField()), Value("|"), "verdict"),
    )
    lines = rows.values("town", "finding__purpose", "text").annotate(n=Count("pk"), money=Value(0, BigIntegerField()))
    return lines.values_list("town", "finding__purpose", "text", "n", "money")


def counted(review: Review, step: int) -> None:
    """A verdict counts from now on (1), or no more (-1). Part of an operation, after its audit record."""
    if review.excluded:
        return
    row, _ = Tally.objects.get_or_create(
        area=review.finding.county * _COUNTY,
        purpose_id=review.finding.purpose_id,
        dimension=JUDGED,
        value=f"{review.rule_id}|{review.verdict}",
        defaults={"count": 0, "amount_fen": 0},
    )
    Tally.objects.filter(pk=row.pk).update(count=F("count") + step)


def verdicts(user: User, *, at: datetime) -> Verdicts:
    """The verdicts on findings that `user` may see."""
    scope = scope_of(user, Permission.FINDING_READ, at=at)
    if any(len(prefix) > 6 for prefix in scope.prefixes):
        return _of(Finding.objects.all().visible_to(user, Permission.FINDING_READ, at=at).values("pk"))
    tallied = Tally.objects.filter(within(scope, "area", wide=False), dimension=JUDGED)
    found: Verdicts = Counter()
    for value, count in tallied.order_by().values_list("value").annotate(n=Sum("count")):
        rule, _, verdict = value.partition("|")
        found[int(rule), verdict] = int(count)
    named = FindingKey.objects.filter(key__in=recusal_keys(user, at=at)).values("finding_id")
    hidden = Finding.objects.all().for_system("subtracted").filter(within(scope), published=True, pk__in=named)
    found.subtract(_of(list(hidden.values_list("pk", flat=True))))
    return +found


def _of(findings: Any) -> Verdicts:
    """The same over some findings, by their keys."""
    lines = standing().filter(finding__in=findings).order_by().values_list("rule_id", "verdict")
    return Counter({(rule, verdict): count for rule, verdict, count in lines.annotate(n=Count("pk"))})
