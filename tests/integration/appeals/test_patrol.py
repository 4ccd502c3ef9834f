"""The patrol: every group on every day, what was missed stays missed, and the figures are as long as their lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mingcha.appeals import operations, patrol
from mingcha.appeals.models import Patrol, PatrolPlan, SupervisionGroup
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Refused
from mingcha.org import operations as org
from mingcha.org.calendar import day_of
from mingcha.org.models import Area
from tests.factories.appeals import AT, House
from tests.factories.groups import facts, opened
from tests.factories.staff import OTHER, browser, staff
from tests.integration.appeals.test_operations import stopped

DAY = timedelta(days=1)
TODAY = day_of(AT)


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    monkeypatch.setattr("mingcha.appeals.views.patrol.wall_clock", lambda: AT)


@pytest.fixture
def three(house: House) -> list[SupervisionGroup]:
    return [opened(house, name=f"{n}组群", at=AT - 3 * DAY) for n in "一二三"]


def look(house: House, *groups: SupervisionGroup, by: str = "holder", at: Any = AT, **found: Any) -> int:
    looks = {group.code: operations.Look(**found) for group in groups}
    return operations.look_at_groups(looks=looks, by=house[by], at=at)


def today(house: House, **asked: Any) -> tuple[patrol.Day, list[str]]:
    wanted = patrol.Asking(**{"day": TODAY, **asked})
    listed = patrol.list_patrol(house["clerk"], wanted, at=AT)
    return patrol.day(house["clerk"], wanted, at=AT), [group.name for group in listed]


def test_what_was_missed_comes_first_and_of_it_the_most_neglected(house: House, three: Any) -> None:
    look(house, three[0], at=AT - 2 * DAY)
    look(house, three[2])
    figures, names = today(house)
    assert names == ["二组群", "一组群", "三组群"]
    assert figures == patrol.Day(3, 1, 12, 2) and figures.percent == 16
    assert today(house, show="missed")[1] == ["二组群", "一组群"] and figures.missed == 2
    assert today(house, show="looked")[1] == ["三组群"]
    (town,) = patrol.by_town(house["county"], patrol.Asking(TODAY), at=AT)
    assert (town.area.name, town.due, town.looked, town.missed) == ("金兰镇", 3, 1, 2)
    assert today(house, day=TODAY - 4 * DAY)[1] == []  # there was no group yet
    assert patrol.asking({"day": "2999-01-01"}, at=AT).day == patrol.asking({"day": "x"}, at=AT).day == TODAY


def test_a_holiday_is_a_day(house: House) -> None:
    feast = AT.replace(month=5, day=1)  # 劳动节
    group = opened(house, at=feast - DAY)
    assert patrol.own_groups(house["holder"], at=feast, all_missed=True).get() == group
    look(house, group, at=feast)
    assert Patrol.objects.get().day == date(2026, 5, 1)


def test_a_second_look_adds_what_it_found(house: House, three: Any) -> None:
    assert look(house, *three, found=1, note="路灯坏") == 3
    assert look(house, three[0], by="clerk", found=2, note="垃圾未清", at=AT + timedelta(hours=3)) == 0
    one = Patrol.objects.get(group=three[0])
    assert (one.person, one.found, one.note) == (house["holder"], 3, "路灯坏；垃圾未清")
    assert look(house, *three) == 0
    assert AuditRecord.objects.filter(action="patrol.looked").count() == 3


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"found": -1}, "patrol.found"),
        ({"found": 1000}, "patrol.found"),
        ({"note": "群" * 201}, "appeal.note"),
        ({"note": "打13800000000"}, "appeal.identifier"),
    ],
)
def test_a_look_that_cannot_be_is_refused(house: House, three: Any, found: Any, code: str) -> None:
    with stopped(Refused, code):
        look(house, three[0], **found)
    assert not Patrol.objects.exists()


def test_nobody_looks_at_groups_of_others_or_closed_ones(house: House, three: Any) -> None:
    village = Area.objects.create(code="430422100201", name="外村", level="village")
    outside = operations.open_group(area=village, facts=facts(), by="system", at=AT)
    operations.close_group(code=three[2].code, reason="合并停用", by=house["clerk"], at=AT)
    for chosen in ((three[0], outside), (three[2],), ()):
        with stopped(Refused, "patrol.groups"):
            look(house, *chosen)
    with stopped(Refused, "patrol.groups"):
        operations.look_at_groups(looks={str(n): operations.Look() for n in range(501)}, by=house["holder"], at=AT)


def test_a_plan_is_changed_and_the_one_before_stays(house: House, three: Any) -> None:
    codes = [group.code for group in three]
    known: dict[str, Any] = {"codes": codes, "by": house["clerk"]}
    assert operations.plan_patrol(**known, person=house["holder"], at=AT) == 3
    assert operations.plan_patrol(**known, person=house["holder"], at=AT + DAY) == 0
    assert patrol.own_waiting(house["holder"], at=AT) == 3
    assert operations.plan_patrol(codes=codes[:1], by=house["clerk"], person=house["second"], at=AT + DAY) == 1
    assert PatrolPlan.objects.count() == 4
    assert operations.plan_patrol(codes=codes[1:], by=house["clerk"], person=None, at=AT + 2 * DAY) == 2
    assert set(patrol.planned(three, at=AT + 2 * DAY)) == {three[0].pk}
    with stopped(Refused, "patrol.person"):
        operations.plan_patrol(**known, person=house["engineer"], at=AT)
    with stopped(Refused, "patrol.person"):
        operations.plan_patrol(**known, person=staff("far", "duty_holder", OTHER), at=AT)
    with stopped(Refused, "patrol.groups"):
        operations.plan_patrol(codes=codes, by=house["holder"], person=house["holder"], at=AT)


def test_whoever_is_away_is_said_to_be(house: House, three: Any) -> None:
    operations.plan_patrol(codes=[three[0].code], person=house["holder"], by=house["clerk"], at=AT)
    org.record_absence(person=house["holder"], since=AT, until=AT + DAY, reason="学习", by="system", at=AT)
    assert patrol.planned(three, at=AT)[three[0].pk].away
    html = browser(house["clerk"]).get("/patrol/").content.decode()
    assert "暂离" in html


def test_ones_own_list_is_ticked_together(house: House, three: Any) -> None:
    operations.plan_patrol(codes=[group.code for group in three], person=house["holder"], by=house["clerk"], at=AT)
    client = browser(house["holder"])
    html = client.get("/patrol/mine/").content.decode()
    assert html.count('name="seen"') == 3 and " checked" not in html  # nobody has looked for anybody
    given = {"seen": [three[0].code], f"found-{three[1].code}": "2", f"note-{three[1].code}": "路灯坏"}
    shown = client.post("/patrol/mine/", given, follow=True).content.decode()
    assert "已巡2个群" in shown
    refused = client.post("/patrol/mine/", {"seen": three[2].code, f"found-{three[2].code}": "很多"}).content.decode()
    assert "0至999" in refused
    assert patrol.own_waiting(house["holder"], at=AT) == 1
    standing_in = browser(house["second"])
    assert 'name="seen"' not in standing_in.get("/patrol/mine/").content.decode()
    assert standing_in.get("/patrol/mine/?all=1").content.decode().count('name="seen"') == 1


def test_the_page_of_a_day_counts_what_it_lists(house: House, three: Any) -> None:
    look(house, three[0])
    client = browser(house["county"])
    html = client.get("/patrol/").content.decode()
    assert 'id="missed">2<' in html and 'id="looked">1<' in html and 'id="percent">8%<' in html
    assert 'id="count">2<' in client.get("/patrol/?show=missed").content.decode()
    assert 'id="count">1<' in client.get("/patrol/?show=looked").content.decode()
    assert 'id="count">3<' in client.get("/patrol/?area=430421103000").content.decode()
    assert "没有符合" in client.get("/patrol/?area=430422").content.decode()


def test_a_plan_is_made_for_ticked_groups(house: House, three: Any) -> None:
    client = browser(house["clerk"])
    html = client.get("/patrol/plan/?gap=unplanned").content.decode()
    assert html.count('name="group"') == 3
    given = {"group": [three[0].code, three[1].code], "person": str(house["holder"].pk)}
    shown = client.post("/patrol/plan/", given, follow=True).content.decode()
    assert "已为2个群设置" in shown
    assert client.get("/patrol/plan/?gap=unplanned").content.decode().count('name="group"') == 1
    assert "请选择您地区内" in client.post("/patrol/plan/", {"person": ""}).content.decode()


def test_the_page_keeps_its_number_of_queries(house: House, django_assert_max_num_queries: Any) -> None:
    client = browser(house["county"])
    for n in range(30):
        opened(house, name=f"{n}号群")
    with django_assert_max_num_queries(30):
        client.get("/patrol/")
    with django_assert_max_num_queries(30):
        client.get("/groups/")
