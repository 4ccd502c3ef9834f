"""A scoped queryset cannot be read before it is told for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

import pytest

from mingcha.accounts import access, operations
from mingcha.accounts.access import Scope, ScopedQuerySet, Unscoped
from mingcha.accounts.permissions import Permission
from mingcha.org.models import Area

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class AreaSet(ScopedQuerySet[Area]):
    """Areas stand in for records here: they have a code, and a key to stay away from is their number."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        return self.filter(scope.condition("code")).exclude(pk__in=recused)


READS: list[Callable[[AreaSet], Any]] = [
    list,
    len,
    bool,
    lambda found: found.first(),
    lambda found: found.count(),
    lambda found: found.exists(),
    lambda found: found.get(pk=1),
    lambda found: list(found.iterator()),
    lambda found: found.update(name="x"),
    lambda found: found.delete(),
    lambda found: list(found.filter(level="county").values_list("code")),
    lambda found: list(Area.objects.filter(pk__in=found)),
    lambda found: found.in_bulk([1]),
    lambda found: found.aggregate(),
]


@pytest.mark.parametrize("read", READS)
def test_reading_without_a_scope_is_an_error(read: Callable[[AreaSet], Any]) -> None:
    with pytest.raises(Unscoped):
        read(AreaSet(Area))


def test_a_scope_shows_what_lies_inside_and_hides_what_one_stays_away_from() -> None:
    inside = [Area.objects.create(code=f"43042110{n}000", name="镇", level="township") for n in range(3)]
    county = Area.objects.create(code="430421000000", name="衡阳县", level="county")
    Area.objects.create(code="430422000000", name="衡南县", level="county")
    user = operations.open_account(username="chen", name="陈", password="correct horse battery", by="system", at=AT)
    assert list(AreaSet(Area).visible_to(user, Permission.FINDING_READ, at=AT)) == []
    operations.give_role(user=user, role="reviewer", area=county, by="user:0", at=AT)
    operations.record_recusal(user=user, kind="kin", key=inside[1].pk, source="测试", by="user:0", at=AT)
    seen = set(AreaSet(Area).visible_to(user, Permission.FINDING_READ, at=AT))
    assert seen == {county, inside[0], inside[2]}
    assert AreaSet(Area).for_system("count").count() == 5
    assert access.scope_of(user, Permission.RULE_WRITE, at=AT) == Scope(())
