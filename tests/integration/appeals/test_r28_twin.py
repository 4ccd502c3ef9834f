"""R28: whoever an appeal is about sees the same pages, byte for byte, as in a world without it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import RecusalFact, User
from mingcha.appeals import jobs, operations
from mingcha.appeals.models import Appeal
from mingcha.appeals.queries import LISTS
from mingcha.deadlines import jobs as deadlines
from tests.factories.appeals import AT, VILLAGE, House, accept, answer, category, check, file
from tests.factories.staff import TOWN, browser, staff

#: The clerk of the township; kin of the engineer; the bureau for roads.
CLERK, KIN, BUREAU = 901, 902, 77
#: Who stays away from all three: the named person, a colleague of the named unit, kin, and who declared an interest.
AWAY = ("clerk", "engineer", "deputy", "county")
LATER = AT + timedelta(days=9)


@pytest.fixture(autouse=True)
def then(monkeypatch: Any, settings: Any) -> None:
    """All pages are looked at at one moment."""
    for room in ("appeals.views.desk", "appeals.views.appeal", "appeals.views.public", "appeals.views.routes",
                 "web.views", "web.lamps", "deadlines.views", "accounts.asking"):  # fmt: skip
        monkeypatch.setattr(f"mingcha.{room}.wall_clock", lambda: LATER, raising=False)


@pytest.fixture
def world(house: House) -> House:
    """The clerk has an identity; some have ties."""
    User.objects.filter(pk=house["clerk"].pk).update(person_key=CLERK)
    for name in AWAY:
        for key in (CLERK, KIN, BUREAU):
            accounts.record_recusal(user=house[name], kind="kin", key=key, source="测试", by="user:0", at=AT)
    for number in range(7):
        one = file(house, text=f"第{number}组的路灯坏了，晚上看不见。").appeal
        if number % 2:
            accept(house, one, by="second", category=category("power"))
    return house


def secrets_of(house: House) -> list[Appeal]:
    """Three matters that they must not know of: by name in the text, by kin and by unit; one is answered and late."""
    by_name = file(house, text="找过clerk某几次了，申请一直没有下文，请帮忙问问。").appeal
    by_kin, by_unit = file(house).appeal, file(house).appeal
    for one, keys in ((by_kin, [KIN]), (by_unit, [BUREAU])):
        accept(house, one, by="second", about=keys)
    owner = by_unit.tasks.get(until=None, lead=True).owner
    answer(house, by_unit, by=owner.username)
    return [by_name, by_kin, by_unit]


def pages(house: House, hidden: list[str]) -> dict[str, str]:
    """Everything that those who stay away, and the public, can open."""
    addresses = [f"{reverse('appeals')}?list={name}" for name in LISTS]
    addresses += [f"{reverse('appeals')}?list=all&{more}" for more in ("state=received", "category=road", "lamp=over")]
    addresses += ["/", "/deadlines/", reverse("routes"), reverse("route_area", args=[TOWN])]
    addresses += [reverse("village", args=[code]) for code in (VILLAGE, TOWN)]
    seen: dict[str, str] = {}
    for name in (*AWAY, ""):
        client = browser(house[name]) if name else Client()
        for address in addresses:
            seen[f"{name} {address}"] = settled(client.get(address))
        for number, public_id in enumerate(hidden if name else ()):
            for what in ("appeal", "appeal_clock"):
                seen[f"{name} {what} {number}"] = settled(client.get(reverse(what, args=[public_id])))
    return seen


def settled(answer: Any) -> str:
    """A page without what is new with every request and with every id."""
    text = re.sub(r'[A-Za-z0-9]{64}|name="next" value="[^"]*"', "", answer.content.decode())
    return f"{answer.status_code} {re.sub(r'[0-9a-f]{16}', 'id', text)}"


def both(house: House) -> tuple[dict[str, str], dict[str, str]]:
    """The pages with the secrets and without them, from the same beginning."""
    made: list[dict[str, str]] = []
    for with_secrets in (True, False):
        with transaction.atomic():
            hidden = [one.public_id for one in secrets_of(house)] if with_secrets else ["0" * 16] * 3
            deadlines.tick(LATER)
            jobs.tick(LATER)
            made.append(pages(house, hidden))
            transaction.set_rollback(True)
    return made[0], made[1]


def test_r28_an_appeal_about_somebody_changes_nothing_they_see(world: House) -> None:
    with_them, without = both(world)
    assert with_them.keys() == without.keys()
    assert [address for address in with_them if with_them[address] != without[address]] == []
    # The worlds do differ for those who need not stay away: the test sees something.
    RecusalFact.objects.all().delete()
    User.objects.filter(pk=world["clerk"].pk).update(person_key=None)
    with_them, without = both(world)
    assert len([address for address in with_them if with_them[address] != without[address]]) > 15


def test_a_desk_does_not_receive_what_names_it(world: House) -> None:
    found = file(world, text="找过clerk某几次了，申请一直没有下文，请帮忙问问。").appeal
    owner = found.tasks.get(until=None, lead=True).owner
    assert owner == world["city"], "the township is its unit, and the county stays away"
    assert found.keys.get().key == CLERK


def test_a_name_of_somebody_elsewhere_changes_nothing(world: House) -> None:
    staff("far", "township_supervisor", "430422000000", person_key=5)
    found = file(world, text="far某说可以修的，请派人来看看。").appeal
    assert not found.keys.exists() and found.tasks.get(until=None, lead=True).owner == world["clerk"]


def test_check_and_operations_of_a_secret_are_not_found(world: House) -> None:
    from mingcha.kernel.errors import NotFound

    one = secrets_of(world)[2]
    with pytest.raises(NotFound):
        check(world, one, by="county")
    with pytest.raises(NotFound):
        operations.lead_away(public_id=one.public_id, by=world["clerk"], at=AT)
