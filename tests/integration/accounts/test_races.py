"""R14: when two people act at the same moment, one wins and the other is told."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mingcha.accounts import access, operations
from mingcha.accounts.models import Grant, User
from mingcha.audit import queries
from mingcha.audit.models import AuditRecord
from mingcha.org.models import Area
from tests.factories.racing import at_once

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAIRS = 200
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed")]


@pytest.fixture(autouse=True)
def anchors(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS = tmp_path / "anchors.txt"


@pytest.fixture
def area() -> Area:
    return Area.objects.create(code="430421000000", name="衡阳县", level="county")


def people(count: int) -> list[User]:
    found = [User(username=f"user{n}", name="陈某", password="!", password_at=AT, created_at=AT) for n in range(count)]
    return User.objects.bulk_create(found)


def test_r14_two_roles_that_exclude_each_other_are_never_both_given(area: Area) -> None:
    give = partial(operations.give_role, area=area, by="user:0", at=AT)
    for user in people(PAIRS):
        ends = at_once(partial(give, user=user, role="auditor"), partial(give, user=user, role="analyst"))
        assert sorted(ends) == ["done", "grant.excluded"]
        assert len(access.roles_of(user, at=AT)) == 1
    assert AuditRecord.objects.count() == PAIRS
    assert [p.kind for p in queries.problems(at=AT)] == []


def test_r14_twenty_times_the_same_role_is_given_once(area: Area) -> None:
    (user,) = people(1)
    ends = at_once(*[partial(operations.give_role, user=user, role="analyst", area=area, by="user:0", at=AT)] * 20)
    assert sorted(ends) == ["done"] + ["grant.exists"] * 19
    assert Grant.objects.count() == 1


def test_r14_one_user_name_belongs_to_one_account() -> None:
    opened = partial(operations.open_account, username="chen", name="陈某", password="x" * 12, by="system", at=AT)
    assert sorted(at_once(opened, opened)) == ["done", "user.exists"]


def test_r14_names_that_differ_in_capitals_belong_to_one_account() -> None:
    for number in range(10):
        names = (f"chen{number}", f"Chen{number}")
        known = {"name": "陈某", "password": "x" * 12, "by": "system", "at": AT}
        opened = [partial(operations.open_account, username=name, **known) for name in names]  # type: ignore[arg-type]
        assert sorted(at_once(*opened)) == ["done", "user.exists"]


def test_r14_a_role_is_not_given_to_an_account_that_is_being_closed(area: Area) -> None:
    for user in people(20):
        at_once(
            partial(operations.close_account, user=user, by="user:0", at=AT),
            partial(operations.give_role, user=user, role="analyst", area=area, by="user:0", at=AT),
        )
        assert not Grant.objects.filter(user=user, until=None).exists()
