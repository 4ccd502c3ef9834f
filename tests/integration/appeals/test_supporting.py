"""Criterion 18: once a person without telling who; an army of marks moves nothing. And maybe-the-same (17, in part)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mingcha.appeals import jobs, operations, public, repeats
from mingcha.appeals.models import Appeal, Card, Recurrence, Support, SupportSource
from mingcha.kernel.errors import NotFound, Refused
from tests.factories.appeals import AT, VILLAGE, House, accept, answer, check, file, now
from tests.factories.staff import browser
from tests.integration.appeals.stopping import full_disk, stopped

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    for room in ("desk", "appeal", "public"):
        monkeypatch.setattr(f"mingcha.appeals.views.{room}.wall_clock", lambda: AT + 2 * DAY)


def shown(house: House, **known: Any) -> Appeal:
    appeal = accept(house, file(house, **known).appeal)
    operations.publish_appeal(public_id=appeal.public_id, text="三组路口路面塌陷", by=house["publisher"], at=AT + DAY)
    return appeal


def test_c18_once_a_browser_and_few_are_not_counted(house: House) -> None:
    appeal = shown(house)
    page, too = f"/s/{VILLAGE}/", f"/s/{VILLAGE}/too/{appeal.public_id}/"
    villager = Client()
    for _ in range(3):
        assert "每人只计一次" in villager.post(too, follow=True).content.decode()
    assert Support.objects.count() == 1 and "少于5人" in Client().get(page).content.decode()
    for _ in range(5):
        Client().post(too)
    assert "6人表示" in Client().get(page).content.decode()
    kept = str(list(Support.objects.values())) + str(list(SupportSource.objects.values()))
    assert "127.0.0.1" not in kept and villager.cookies["mingcha-too"].value.split(":")[0] not in kept
    assert Client().get(too).status_code == 405
    hidden = accept(house, file(house).appeal)
    assert Client().post(f"/s/{VILLAGE}/too/{hidden.public_id}/").status_code == 404
    jobs.tick(AT + 3 * DAY)
    assert not SupportSource.objects.exists()


def test_c18_behind_a_proxy_each_source_is_its_own(house: House, settings: Any) -> None:
    """Else a whole county would share the marks of a day: every request comes from the address of the proxy."""
    settings.BEHIND_PROXY = True
    too = f"/s/{VILLAGE}/too/{shown(house).public_id}/"
    for address in ("203.0.113.5", "203.0.113.6", "203.0.113.6"):
        Client().post(too, headers={"X-Forwarded-For": f"10.0.0.1, {address}"})
    assert sorted(SupportSource.objects.values_list("count", flat=True)) == [1, 2]


def test_c18_a_thousand_marks_move_nothing(house: House) -> None:
    appeals = [shown(house, at=AT + timedelta(minutes=n)) for n in range(3)]
    before = [one.appeal.pk for one in public.page_of(house.village, at=AT + 2 * DAY).open]
    known: dict[str, Any] = {"public_id": appeals[0].public_id, "at": AT + 2 * DAY}
    refused = 0
    for number in range(1_000):
        try:
            operations.support(**known, token=f"t{number}", source=f"10.0.0.{number % 20}")
        except Refused as error:
            assert error.code == "support.many"
            refused += 1
    assert (Support.objects.count(), refused) == (600, 400)  # thirty from each of twenty sources
    page = public.page_of(house.village, at=AT + 2 * DAY)
    assert [one.appeal.pk for one in page.open] == before
    assert now(appeals[0]).state == "handling" and now(appeals[0]).level == 0


def test_support_is_refused_and_undone(house: House, monkeypatch: Any) -> None:
    appeal = shown(house)
    with stopped(NotFound, "appeal.unknown"):
        operations.support(public_id="0" * 16, token="t", source="s", at=AT)
    with full_disk(monkeypatch, "appeal.supported"):
        operations.support(public_id=appeal.public_id, token="t", source="s", at=AT)
    assert not Support.objects.exists() and not SupportSource.objects.exists()


def test_the_desk_sees_what_may_be_the_same_and_why(house: House) -> None:
    first = accept(house, file(house).appeal)
    file(house, text="我家的低保三个月没有发，请问怎么回事？", spot="")
    again = file(house, text="三组那边水泥路塌了一块，下雨过不去车", spot="三组路口").appeal
    found = repeats.maybe_same(house["clerk"], again, "三组那边水泥路塌了一块，下雨过不去车", at=AT)
    assert [one.appeal for one in found] == [first]
    assert "水泥路塌了一块" in found[0].why.zh and "三组路口" in found[0].why.zh
    html = browser(house["clerk"]).get(f"/appeals/{again.public_id}/").content.decode()
    assert "可能是同一件" in html and "水泥路塌了一块" in html
    named = accept(house, file(house).appeal, about=(99,))
    from mingcha.accounts import operations as accounts

    accounts.record_recusal(user=house["clerk"], kind="kin", key=99, source="register", by="user:0", at=AT)
    seen = repeats.maybe_same(house["clerk"], again, "三组那边水泥路塌了一块，下雨过不去车", at=AT + DAY)
    assert named not in [one.appeal for one in seen]


def test_solved_and_there_again_is_marked_for_the_supervisor(house: House) -> None:
    first = accept(house, file(house).appeal)
    answer(house, first)
    check(house, first)
    again = file(house, at=AT + 20 * DAY).appeal
    accept(house, again, at=AT + 20 * DAY)
    found = Recurrence.objects.get()
    assert (found.appeal, found.earlier, found.alike) == (again, first, 100)
    assert Card.objects.get(appeal=again).why == "recurred"
    html = browser(house["clerk"]).get(f"/appeals/{again.public_id}/").content.decode()
    assert "曾办结的问题再次发生" in html
    other = accept(house, file(house, text="自来水发黄有气味，已经一个星期了。", spot="").appeal)
    assert not Recurrence.objects.filter(appeal=other).exists()


def test_finding_repeats_asks_the_database_once_however_many_there_are(
    house: House, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        file(house, at=AT + timedelta(minutes=number))
    last = file(house, at=AT + timedelta(hours=1)).appeal
    with django_assert_max_num_queries(8):
        found = repeats.maybe_same(house["clerk"], last, "村口到三组的水泥路塌了一块", at=AT + DAY)
    assert len(found) == 5
