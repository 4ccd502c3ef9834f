"""Pages of the calendar, of promises and of one clock, as the people see them who may."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from mingcha.accounts.models import User
from mingcha.audit.models import AuditRecord
from mingcha.deadlines import access, operations, queries
from mingcha.org import operations as org
from mingcha.org import queries as days
from mingcha.org.calendar import CHINA
from mingcha.org.models import CalendarYear
from tests.factories.staff import areas, browser, staff

START = datetime(2026, 3, 2, 10, tzinfo=CHINA)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings: Any) -> None:
    settings.MFA_REQUIRED = False
    areas()
    org.seed_published_years(by="system", at=START)
    operations.install_promises(by="system", at=START)


@pytest.fixture
def keeper() -> User:
    return staff("keeper", "city_supervisor")


def test_a_year_shows_every_day_with_its_reason_in_both_languages(keeper: User) -> None:
    page = browser(keeper).get("/calendar/?year=2025").content.decode()
    assert page.count("<time ") == 365
    assert "调休上班日：与10月07日对调" in page and "法定节假日：国庆节" in page
    assert "国务院办公厅关于2025年部分节假日安排的通知" in page
    english = browser(keeper, "en").get("/calendar/?year=2025").content.decode()
    assert "make-up workday: exchanged with 07 October" in english
    assert "2025" in browser(keeper).get("/calendar/?year=abc").content.decode()


def test_without_any_year_the_page_says_what_to_do(keeper: User) -> None:
    CalendarYear.objects.all().delete()
    page = browser(keeper).get("/calendar/").content.decode()
    assert "尚未录入任何年份" in page


def test_a_day_is_changed_with_a_reason_or_the_form_says_why_not(keeper: User) -> None:
    client = browser(keeper)
    given = {"day": "2026-05-06", "kind": "rest", "name_zh": "抗洪停工", "reason": "市政府通知"}
    refused = client.post("/calendar/day/", {**given, "day": "2031-05-06"}).content.decode()
    assert "2031年的工作日历尚未录入" in refused and 'value="抗洪停工"' in refused
    assert "必填" in client.post("/calendar/day/", {**given, "reason": ""}).content.decode()
    page = client.post("/calendar/day/", given, follow=True).content.decode()
    assert "抗洪停工" in page and "市政府通知" in page
    assert not days.load_calendar().is_workday(date(2026, 5, 6))
    assert AuditRecord.objects.get(action="calendar.day_changed").actor == keeper.audit_name


def test_a_year_is_published_from_lines(keeper: User) -> None:
    client = browser(keeper)
    lines = "2027-01-01 holiday 元旦 / New Year's Day\n\n2027-01-04 rest 与1月9日对调\n2027-01-09 workday 与1月4日对调"
    given = {"year": 2027, "citation": "通知", "days": lines}
    for wrong in ("2027-01-01 festival 元旦", "2027-02-30 holiday 元旦", lines + "\n2027-01-01 holiday 元旦"):
        assert "无法读取" in client.post("/calendar/publish/", {**given, "days": wrong}).content.decode()
    assert "已经录入" in client.post("/calendar/publish/", {**given, "year": 2026}).content.decode()
    client.post("/calendar/publish/", given)
    calendar = days.load_calendar()
    assert [calendar.is_workday(date(2027, 1, day)) for day in (1, 4, 9, 10)] == [False, False, True, False]


def test_only_who_keeps_the_calendar_changes_it() -> None:
    client = browser(staff("reader", "analyst"))
    assert client.get("/calendar/").status_code == 200
    assert "/calendar/day/" not in client.get("/calendar/").content.decode()
    for address in ("/calendar/day/", "/calendar/publish/", "/promises/finding_review/change/"):
        assert client.get(address).status_code == client.post(address).status_code == 403


def test_a_promise_gets_a_new_version(keeper: User) -> None:
    client = browser(keeper)
    address = "/promises/finding_review/change/"
    page = client.get(address).content.decode()
    assert 'value="5, 10"' in page
    given = {"title_zh": "疑点核查", "title_en": "verify", "amount": 10, "unit": "workdays", "warn": 3}
    given |= {"ladder": "3，8", "citation": "市纪委通知", "since": "2026-12-01"}
    assert "晚于" in client.post(address, {**given, "since": "2019-01-01"}).content.decode()
    assert "整数" in client.post(address, {**given, "ladder": "x"}).content.decode()
    assert "从小到大" in client.post(address, {**given, "ladder": "8,3"}).content.decode()
    assert client.post(address, given).status_code == 302
    new = queries.get_promise("finding_review", on=date(2026, 12, 1))
    assert (new.amount, new.ladder, new.rolls) == (10, [3, 8], False)
    assert "市纪委通知" in client.get("/promises/").content.decode()


def test_r26_a_clock_is_seen_by_whoever_may_see_its_subject(keeper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = operations.start_clock(kind="finding", subject="7", promise="finding_review", by="system", at=START)
    client, address = browser(keeper), f"/clocks/{clock.pk}/"
    assert client.get(address).status_code == 404  # nobody has spoken for findings
    monkeypatch.setattr(access, "_RULES", {})
    access.open_kind("finding", lambda user, subject, at: user == keeper and subject == "7")
    page = client.get(address).content.decode()
    assert "2026-03-23" in page and "开始当日不计入" in page and "疑点核查" in page
    assert browser(staff("other", "city_supervisor")).get(address).status_code == 404
    assert client.get("/clocks/999/").status_code == 404


def test_u12_the_page_of_a_clock_says_its_lamp_in_words_and_shapes(keeper: User) -> None:
    access.open_kind("page", lambda user, subject, at: True)
    clock = operations.start_clock(kind="page", subject="1", promise="finding_review", by="system", at=START)
    known = {"kind": "page", "subject": "1", "promise": "finding_review", "by": "system"}
    operations.pause_clock(**known, reason="等待材料", at=datetime(2026, 3, 4, 9, tzinfo=CHINA))
    page = browser(keeper).get(f"/clocks/{clock.pk}/").content.decode()
    assert "‖" in page and "等待材料" in page and "恢复后期限顺延" in page
    operations.resume_clock(**known, at=datetime(2026, 3, 5, 9, tzinfo=CHINA))
    page = browser(keeper).get(f"/clocks/{clock.pk}/").content.decode()
    assert "■" in page and "超期" in page  # long past by the clock of the wall
