"""Pages of areas, offices and duty."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mingcha.org import operations, queries
from mingcha.org.models import Absence, Area, Duty, DutyPost, Office
from tests.factories.staff import AT, CITY, COUNTY, OTHER, areas, browser, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings: Any) -> dict[str, Area]:
    settings.MFA_REQUIRED = False
    return areas()


@pytest.fixture
def system() -> Client:
    return browser(staff("system", "system_administrator"))


@pytest.fixture
def office() -> Office:
    area = Area.objects.get(code=COUNTY)
    return operations.open_office(name_zh="衡阳县监委", kind="county_commission", area=area, by="system", at=AT)


def test_the_tree_leads_from_the_city_to_an_office(system: Client, office: Office) -> None:
    top = system.get("/offices/").content.decode()
    assert f"?area={CITY}" in top and COUNTY not in top
    city = system.get(f"/offices/?area={CITY}").content.decode()
    assert f"?area={COUNTY}" in city and "现有机构：1" in city and "没有直属机构" in city
    county = system.get(f"/offices/?area={COUNTY}").content.decode()
    assert f"/offices/{office.pk}/" in county and "金兰镇" in county
    assert system.get("/offices/?area=999999999999").status_code == 404
    Area.objects.all().exclude(pk=office.area_id).update(parent=None)


def test_no_office_is_offered_where_no_kind_of_office_belongs(system: Client) -> None:
    assert f"/offices/new/{CITY}/" in system.get(f"/offices/?area={CITY}").content.decode()
    Area.objects.filter(code=CITY).update(level="province")
    assert "/offices/new/" not in system.get(f"/offices/?area={CITY}").content.decode()


def test_an_office_is_opened_and_closed(system: Client, office: Office) -> None:
    address = f"/offices/new/{COUNTY}/"
    given = {"name_zh": "金兰镇监察办公室", "kind": "township_office", "parent": office.pk}
    assert system.post(address, given).status_code == 302
    assert "已有“金兰镇监察办公室”" in system.post(address, given).content.decode()
    made = Office.objects.get(name_zh="金兰镇监察办公室")
    above = system.post(f"/offices/{office.pk}/close/", {"last": "2026-05-01"}).content.decode()
    assert "请先撤销其下属机构" in above
    assert system.post(f"/offices/{made.pk}/close/", {"last": "2026-05-01"}).status_code == 302
    made.refresh_from_db()
    assert str(made.valid_to) == "2026-05-01"


def test_a_post_has_somebody_on_duty_and_a_stand_in(system: Client, office: Office) -> None:
    page = f"/offices/{office.pk}/"
    assert "尚未设置岗位" in system.get(page).content.decode()
    assert system.post(f"{page}post/", {"title_zh": "线索受理岗"}).status_code == 302
    assert "已有岗位" in system.post(f"{page}post/", {"title_zh": "线索受理岗"}).content.decode()
    assert "无人值守" in system.get(page).content.decode()
    post = DutyPost.objects.get()
    one, two = staff("one", office=office), staff("two", office=office)
    given = {"person": one.pk, "rank": 1, "since": "2026-01-01T00:00"}
    assert system.post(f"/posts/{post.pk}/duty/", given).status_code == 302
    assert "该顺位已有人" in system.post(f"/posts/{post.pk}/duty/", {**given, "person": two.pk}).content.decode()
    system.post(f"/posts/{post.pk}/duty/", {**given, "person": two.pk, "rank": 2})
    assert "现在值守</span> one某" in system.get(page).content.decode()
    away = {"person": one.pk, "since": "2026-01-01T00:00", "until": "2099-01-01T00:00", "reason": "出差"}
    assert "晚于开始时间" in system.post(f"{page}absence/", {**away, "until": "2025-01-01T00:00"}).content.decode()
    system.post(f"{page}absence/", away)
    shown = system.get(page).content.decode()
    assert "现在值守</span> two某" in shown and "替补" in shown and Absence.objects.count() == 1
    assert "出差" not in shown
    system.post(f"/duties/{Duty.objects.get(rank=2).pk}/end/")
    assert "无人值守" in system.get(page).content.decode()
    system.post(f"/posts/{post.pk}/end/")
    assert queries.list_posts(office).count() == 0


CHANGES = ["/offices/new/430421000000/", "/offices/{office}/close/", "/offices/{office}/post/"]
CHANGES += ["/offices/{office}/absence/", "/posts/{post}/duty/", "/posts/{post}/end/", "/duties/{duty}/end/"]


@pytest.mark.parametrize("address", CHANGES)
@pytest.mark.parametrize(("role", "code"), [("reviewer", CITY), ("auditor", CITY), ("system_administrator", OTHER)])
def test_r25_only_who_manages_the_area_changes_it(office: Office, role: str, code: str, address: str) -> None:
    post = operations.open_post(office=office, title_zh="岗", by="system", at=AT)
    duty = operations.assign_duty(post=post, person=staff("one"), since=AT, by="system", at=AT)
    client = browser(staff("asker", role, code))
    answer = client.post(address.format(office=office.pk, post=post.pk, duty=duty.pk), {})
    assert answer.status_code == 403
    assert client.get(f"/offices/{office.pk}/").status_code == 200
    assert "撤销机构" not in client.get(f"/offices/{office.pk}/").content.decode()
