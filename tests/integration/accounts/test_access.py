"""Roles, scopes and recusal: who may do what, where, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from mingcha.accounts import access, operations
from mingcha.accounts.models import User
from mingcha.accounts.permissions import ROLES, Permission, excluding
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Denied, Refused
from mingcha.org.models import Area

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CITY, COUNTY, OTHER, TOWN = "430400000000", "430421000000", "430422000000", "430421103000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def areas() -> dict[str, Area]:
    levels = {CITY: "city", COUNTY: "county", OTHER: "county", TOWN: "township"}
    return {code: Area.objects.create(code=code, name=code, level=level) for code, level in levels.items()}


def someone(username: str = "chen", **known: object) -> User:
    return operations.open_account(
        username=username,
        name="陈某",
        password="correct horse battery",
        by="system",
        at=AT,
        **known,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("granted", "asked", "allowed"),
    [(CITY, TOWN, True), (COUNTY, TOWN, True), (COUNTY, OTHER, False), (TOWN, COUNTY, False), (TOWN, TOWN, True)],
)
def test_a_role_reaches_down_and_never_up_or_sideways(
    areas: dict[str, Area], granted: str, asked: str, allowed: bool
) -> None:
    user = someone()
    operations.give_role(user=user, role="reviewer", area=areas[granted], by="user:0", at=AT)
    assert access.can(user, Permission.FINDING_REVIEW, at=AT, area=asked) is allowed
    assert not access.can(user, Permission.RULE_WRITE, at=AT, area=asked)


def test_a_role_holds_between_its_moments_and_ends_with_the_account(areas: dict[str, Area]) -> None:
    user = someone()
    grant = operations.give_role(
        user=user, role="reviewer", area=areas[COUNTY], until=AT + timedelta(days=1), by="user:0", at=AT
    )
    held = [AT - timedelta(seconds=1), AT, AT + timedelta(days=1)]
    assert [access.can(user, Permission.FINDING_READ, at=moment) for moment in held] == [False, True, False]
    operations.end_role(grant=grant, by="user:0", at=AT)
    operations.close_account(user=user, by="user:0", at=AT)
    user.refresh_from_db()
    assert access.roles_of(user, at=AT) == []
    with pytest.raises(Denied, match="may not do this"):
        access.check(user, Permission.FINDING_READ, at=AT)


def test_the_three_administrators_exclude_each_other_and_every_other_role(areas: dict[str, Area]) -> None:
    managers = {"system_administrator", "security_administrator", "auditor"}
    for first, second in combinations(ROLES, 2):
        assert excluding(first, second) is bool({first, second} & managers)
    user = someone()
    operations.give_role(user=user, role="auditor", area=areas[CITY], by="user:0", at=AT)
    with pytest.raises(Refused) as refused:
        operations.give_role(user=user, role="analyst", area=areas[CITY], by="user:0", at=AT)
    assert refused.value.code == "grant.excluded"


def test_nobody_grants_to_themselves_or_twice(areas: dict[str, Area]) -> None:
    user = someone()
    with pytest.raises(Refused) as refused:
        operations.give_role(user=user, role="analyst", area=areas[CITY], by=user, at=AT)
    assert refused.value.code == "grant.self"
    operations.give_role(user=user, role="analyst", area=areas[CITY], by="user:0", at=AT)
    with pytest.raises(Refused) as again:
        operations.give_role(user=user, role="analyst", area=areas[CITY], by="user:0", at=AT)
    assert again.value.code == "grant.exists"


def test_recusal_is_oneself_and_what_is_recorded(areas: dict[str, Area]) -> None:
    user = someone(person_key=11)
    operations.record_recusal(user=user, kind="kin", key=-7, source="个人有关事项报告", by="user:0", at=AT)
    assert access.recusal_keys(user, at=AT) == {11, -7}
    assert "-7" not in "".join(AuditRecord.objects.values_list("detail", flat=True))


def test_when_the_log_cannot_be_written_nothing_happens(
    areas: dict[str, Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = someone()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("mingcha.accounts.operations.audit.record", fail)
    with pytest.raises(OSError, match="no room"):
        operations.give_role(user=user, role="analyst", area=areas[CITY], by="user:0", at=AT)
    assert user.grants.count() == 0
