"""Criterion 12: for every area and category one open post, or a gap that is seen; edits keep what was before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.appeals import coverage, jobs, operations, routing
from mingcha.appeals.models import Category, Climb, Route
from mingcha.deadlines import jobs as deadlines
from mingcha.org import operations as org
from tests.factories.appeals import AT, VILLAGE, House, accept, category, file
from tests.factories.staff import COUNTY, OTHER, TOWN, browser


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    monkeypatch.setattr("mingcha.appeals.views.routes.wall_clock", lambda: AT)


def test_c12_every_area_and_category_has_one_post_or_a_gap_that_is_seen(house: House) -> None:
    for one in (None, *Category.objects.all()):
        for code in (VILLAGE, TOWN, COUNTY, OTHER):
            route = routing.route_for(code, one, at=AT)
            assert route is not None and route.post.closed_at is None
            assert routing.answering(code, one, (), at=AT).owner.is_active
    html = browser(house["city"]).get("/appeals/routes/").content.decode()
    assert html.index("衡南县") < html.index("金兰镇")  # the gap first
    assert 'id="gaps">1<' in html


def test_c12_a_desk_with_nobody_at_it_is_a_gap(house: House) -> None:
    for who in ("clerk", "second"):
        org.record_absence(person=house[who], since=AT, until=AT.replace(year=2027), reason="学习", by="system", at=AT)
    html = browser(house["county"]).get("/appeals/routes/").content.decode()
    assert "金兰镇" in html and "空缺" in html and 'id="gaps">1<' in html


def test_c12_an_edit_keeps_what_was_before_and_what_is_under_way(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    client, address = browser(house["county"]), f"/appeals/routes/{TOWN}/"
    given = {"category": "road", "post": str(house.posts["county"].pk), "reason": "道路归口调整"}
    shown = client.post(address, given, follow=True).content.decode()
    assert "已设置" in shown and "道路归口调整" in shown
    assert appeal.tasks.get(until=None, lead=True).owner == house["engineer"]
    assert Route.objects.filter(category=category("road")).count() == 2
    assert routing.answering(VILLAGE, category("road"), (), at=AT).owner == house["county"]
    again = client.post(address, given).content.decode()
    assert "目前就是" in again and "道路归口调整" in again


def test_c12_nobody_sets_routes_elsewhere(house: House) -> None:
    assert browser(house["county"]).get(f"/appeals/routes/{OTHER}/").status_code == 403
    assert browser(house["clerk"]).get("/appeals/routes/").status_code == 403


def test_a_closed_post_answers_no_more(house: House) -> None:
    org.close_post(post=house.posts["roads"], by="system", at=AT)
    assert routing.answering(VILLAGE, category("road"), (), at=AT).owner == house["clerk"]
    assert [desk.is_gap for desk in coverage.desks_in(_scope(), at=AT)] == [True, False, False]
    assert operations.keep_owners(at=AT) == 0


def test_one_that_nobody_can_take_keeps_no_other_waiting(house: House) -> None:
    """All who could take it must stay away: it stays where it is, and what is late beside it climbs."""
    stuck, late = file(house).appeal, file(house).appeal
    accept(house, stuck, about=[5])
    for name in ("clerk", "second", "county", "city", "engineer", "deputy"):
        accounts.record_recusal(user=house[name], kind="kin", key=5, source="测试", by="user:0", at=AT)
    far = AT + timedelta(30)
    deadlines.tick(far)
    assert jobs.tick(far).climbed > 0
    assert set(Climb.objects.values_list("appeal", flat=True)) == {late.pk}
    assert stuck.tasks.get(until=None, lead=True).owner == house["engineer"]


def _scope() -> Any:
    from mingcha.accounts.access import Scope

    return Scope(("4304",))
