"""Grants and recusal facts are read once for a page; every question is still answered for its moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.accounts import access, operations
from mingcha.accounts.models import Grant
from mingcha.accounts.once import remembering
from mingcha.accounts.permissions import Permission
from tests.factories.staff import CITY, COUNTY, areas, browser, staff

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def test_a_page_reads_them_once() -> None:
    areas()
    user = staff("reviewer", "reviewer", CITY)
    client = browser(user)
    for page in ("/findings/", "/findings/?state=open", "/findings/overview/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page).status_code == 200
        for table in ("accounts_grant", "accounts_recusalfact"):
            own = f'FROM "{table}"', f'WHERE "{table}"."user_id" = {user.pk}'
            assert len([q for q in asked.captured_queries if all(part in q["sql"] for part in own)]) == 1, (page, table)


def test_r26_what_is_remembered_holds_for_its_moment_only() -> None:
    areas()
    user, later = staff("reviewer", "reviewer", COUNTY), AT + timedelta(days=1)
    operations.record_recusal(user=user, kind="kin", key=7, source="测试", by="user:0", at=later)
    Grant.objects.filter(user=user).update(until=later)
    with remembering():
        assert access.can(user, Permission.FINDING_READ, at=AT)
        assert not access.can(user, Permission.FINDING_READ, at=later)
        assert not access.can(user, Permission.FINDING_READ, at=AT - timedelta(days=1))
        assert (access.recusal_keys(user, at=AT), access.recusal_keys(user, at=later)) == (frozenset(), frozenset((7,)))


def test_r26_nothing_is_remembered_from_page_to_page_or_of_somebody_else() -> None:
    areas()
    user, other = staff("reviewer", "reviewer", COUNTY), staff("clerk", "responder", CITY)
    with remembering():
        assert access.can(user, Permission.FINDING_READ, at=AT)
        assert not access.can(other, Permission.FINDING_READ, at=AT)
        user.is_active = False
        assert not access.can(user, Permission.FINDING_READ, at=AT)
        user.is_active = True
    Grant.objects.filter(user=user).update(until=AT)
    with remembering():
        assert not access.can(user, Permission.FINDING_READ, at=AT)
    Grant.objects.filter(user=user).update(until=None)
    assert access.can(user, Permission.FINDING_READ, at=AT)


def test_r26_a_role_that_ended_is_gone_with_the_next_page() -> None:
    areas()
    user = staff("reviewer", "reviewer", CITY)
    client = browser(user)
    assert client.get("/findings/").status_code == 200
    Grant.objects.filter(user=user).update(until=AT)
    assert client.get("/findings/").status_code == 403
