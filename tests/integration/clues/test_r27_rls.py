"""R27: PostgreSQL itself keeps rows apart, for a role that cannot end that; a pool carries nothing over."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from mingcha.accounts import access, second_lock
from mingcha.accounts.middleware import OpenRows
from mingcha.accounts.models import User
from mingcha.accounts.postgresql import rights
from mingcha.kernel.errors import Refused
from tests.factories import matching
from tests.factories.staff import AT, CITY, COUNTY, OTHER, areas, staff

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="policies are PostgreSQL's: python -m tests.postgres"
    ),
]
SITE = "mingcha_site"
_TRANSACTIONS, _CONNECTIONS, _PEOPLE_AT_ONCE = 1_000, 3, 6
#: What each of them may see: findings of two counties, ten each.
SEEN = {"city": {430421, 430422}, "county": {430421}, "other": {430422}, "auditor": set()}


@pytest.fixture
def people(committed: None) -> dict[str, User]:
    """Four people, and ten findings in each of two counties."""
    areas()
    made = {
        "city": staff("city", "city_supervisor", CITY),
        "county": staff("county", "county_supervisor", COUNTY),
        "other": staff("other", "county_supervisor", OTHER),
        "auditor": staff("auditor", "auditor", CITY),
    }
    rows = [matching.row(n, county=c, area=c * 1_000_000) for c in (430421, 430422) for n in range(c, c + 10)]
    matching.run_with(matching.purpose_of(made["county"], made["city"]), made["county"], rows)
    return made


@pytest.fixture
def site(people: dict[str, User]) -> Iterator[str]:
    """The role of the site, with rows only; this role may act as it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {SITE}")
        cursor.execute(f"GRANT {SITE} TO current_user")
        try:
            rights.give_rows(SITE)
            yield SITE
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP OWNED BY {SITE}")
            cursor.execute(f"DROP ROLE {SITE}")


def counties(cursor: Any) -> set[int]:
    """Of whatever findings the database shows to a query without any condition, by finding and by its text."""
    cursor.execute("SELECT county FROM matching_finding")
    plain = {county for (county,) in cursor.fetchall()}
    cursor.execute("SELECT f.county FROM matching_findingtext t JOIN matching_finding f ON f.id = t.finding_id")
    assert {county for (county,) in cursor.fetchall()} == plain
    return plain


def test_every_locked_table_has_its_policy_forced(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {name for (name,) in cursor.fetchall()} == second_lock.locked_tables()
    assert rights.open_tables() == []


def test_the_role_of_the_site_cannot_end_it(site: str) -> None:
    assert rights.masters(site) == []
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {site}")
        for statement in (
            "ALTER TABLE matching_finding NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY opened ON clues_clue",
            "UPDATE audit_auditrecord SET action = action",
        ):
            with pytest.raises(Exception, match=r"must be owner|permission denied"):
                cursor.execute(statement)


def test_a_role_that_could_end_it_is_not_let_in(people: dict[str, User]) -> None:
    owner = rights.current_role()
    assert rights.masters(owner) == [owner]
    with pytest.raises(Refused) as refusal:
        rights.give_rows(owner)
    assert refusal.value.code == "role.master"
    with pytest.raises(Refused) as refusal:
        rights.give_rows("nobody_of_this_name")
    assert refusal.value.code == "role.unknown"


def test_without_a_context_there_is_no_row(site: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {site}")
        for table in second_lock.locked_tables():
            # Past the program: the database alone decides.
            found = connection.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert found == (0,), table
        with second_lock.open_for_person(lambda: second_lock.NOTHING):
            assert counties(cursor) == set()
            assert matching.findings().count() == 0
            assert matching.findings().update(state="reviewed") == 0
        assert counties(cursor) == SEEN["city"]


@pytest.mark.parametrize("who", SEEN)
def test_a_request_sees_the_areas_of_its_person(people: dict[str, User], site: str, who: str) -> None:
    seen: list[set[int]] = []

    def view(_request: Any) -> Any:
        # A view that forgot every scope.
        seen.append(set(matching.findings().values_list("county", flat=True)))
        with pytest.raises(second_lock.Widened), second_lock.open_everything(second_lock.Reason.COMMAND):
            pass

    request = RequestFactory().get("/")
    request.user = people[who]
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {site}")
    OpenRows(view)(request)
    assert seen == [SEEN[who]]


def test_nothing_is_written_outside(people: dict[str, User], site: str) -> None:
    (one,) = matching.findings().filter(county=430422)[:1]
    with second_lock.open_for_person(lambda: access.opened_to(people["county"], at=AT)):
        assert matching.findings().filter(pk=one.pk).update(verdict="") == 0
        with pytest.raises(Exception, match="row-level security"):
            matching.findings().filter(county=430421).update(area=430422000000)


@contextmanager
def pool(role: str) -> Iterator[Queue[Any]]:
    """Connections that go from hand to hand after each transaction, as behind a pool."""
    free: Queue[Any] = Queue()
    made = [connection.copy() for _ in range(_CONNECTIONS)]
    for one in made:
        one.inc_thread_sharing()
        with one.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
        free.put(one)
    try:
        yield free
    finally:
        for one in made:
            one.close()


def look(one: Any, way: str) -> set[int]:
    """One transaction: kept, given up, given up to a savepoint, or a statement of its own."""
    if way == "alone":
        with one.cursor() as cursor:
            return counties(cursor)
    one.set_autocommit(False)
    try:
        with one.cursor() as cursor:
            point = one._savepoint_allowed() and one.savepoint()
            found = counties(cursor)
            if way == "savepoint":
                one.savepoint_rollback(point)
                assert counties(cursor) == found
            return found
    finally:
        one.rollback() if way == "rollback" else one.commit()
        one.set_autocommit(True)


def test_r27_a_thousand_pooled_transactions_leak_nothing(people: dict[str, User], site: str) -> None:
    opened = {who: access.opened_to(user, at=AT) for who, user in people.items()} | {"": second_lock.NOTHING}
    chance = random.Random(27)
    ways = ("alone", "commit", "rollback", "savepoint")
    turns = [(chance.choice(list(opened)), chance.choice(ways)) for _ in range(_TRANSACTIONS)]

    def turn(given: tuple[str, str]) -> tuple[set[int], Any]:
        who, way = given
        one = free.get()
        try:
            with second_lock.open_for_person(lambda: opened[who]):
                found = look(one, way)
            return found, one.connection.execute("SELECT count(*) FROM matching_finding").fetchone()[0]
        finally:
            free.put(one)

    with pool(site) as free, ThreadPoolExecutor(_PEOPLE_AT_ONCE) as threads:
        results = list(threads.map(turn, turns))
    leaks = [
        given for given, (found, left) in zip(turns, results, strict=True) if found != SEEN.get(given[0], set()) or left
    ]
    assert len(results) == _TRANSACTIONS
    assert leaks == []
