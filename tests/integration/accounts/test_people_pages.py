"""Pages of accounts: who sees whom, and who opens, closes, grants and recuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from mingcha.accounts import access
from mingcha.accounts.models import Grant, RecusalFact, User
from mingcha.accounts.permissions import Permission
from mingcha.audit.models import AuditRecord
from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.clock import wall_clock
from mingcha.org import operations as org
from mingcha.org.models import Area, Office
from tests.factories.staff import AT, COUNTY, OTHER, TOWN, areas, browser, staff

NUMBER = "430421199001010013"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings: Any) -> dict[str, Area]:
    settings.MFA_REQUIRED = False
    return areas()


def office(code: str, name: str) -> Office:
    return org.open_office(name_zh=name, kind="county_commission", area=Area.objects.get(code=code), by="system", at=AT)


@pytest.fixture
def system() -> Client:
    return browser(staff("system", "system_administrator"))


@pytest.fixture
def security() -> Client:
    return browser(staff("security", "security_administrator"))


@pytest.fixture
def chen() -> User:
    return staff("chen", office=office(COUNTY, "衡阳县监委"))


def valid_number() -> str:
    from mingcha.kernel.identifiers import person_check

    return NUMBER[:17] + person_check(NUMBER[:17])


def test_an_account_is_opened_with_a_password_shown_once(system: Client, settings: Any) -> None:
    place = office(COUNTY, "衡阳县监委")
    given = {"username": "wang", "name": "王某", "office": place.pk, "person_key": valid_number()}
    assert "不是有效的身份证号" in system.post("/people/new/", {**given, "person_key": "123"}).content.decode()
    page = system.post("/people/new/", given).content.decode()
    (password,) = re.findall(r"<code>([a-z0-9-]+-[A-Z][0-9])</code>", page)
    made = User.objects.get(username="wang")
    assert made.check_password(password) and made.must_change and made.office == place
    assert made.person_key == Keys(settings.SECRET).pseudonym("person", valid_number())
    assert "已被使用" in system.post("/people/new/", given).content.decode()
    client = Client()
    client.post("/accounts/login/", {"login": "wang", "password": password})
    assert client.get("/").headers["Location"] == "/accounts/password/change/"


def test_an_account_is_closed_reset_and_its_factor_forgotten(system: Client, security: Client, chen: User) -> None:
    page = f"/people/{chen.pk}/"
    assert "请当面交给本人" in system.post(f"{page}password/").content.decode()
    assert security.post(f"{page}factor/").status_code == 409  # there is none
    assert system.post(f"{page}close/").status_code == 302
    chen.refresh_from_db()
    assert not chen.is_active and chen.must_change
    assert "已停用" in system.get(page).content.decode()
    assert chen.name in system.get("/people/?closed=1").content.decode()
    assert f'href="{page}"' not in system.get("/people/").content.decode()


def test_roles_are_given_and_ended_and_refusals_stand_beside_the_field(security: Client, chen: User) -> None:
    page, county = f"/people/{chen.pk}/", Area.objects.get(code=COUNTY)
    given = {"role": "reviewer", "area": county.pk}
    assert security.post(f"{page}grant/", given).status_code == 302
    for wrong, sentence in (
        (given, "已有这项授权"),
        ({**given, "role": "auditor"}, "不能由同一人担任"),
        ({**given, "role": "emperor"}, "emperor"),
        ({**given, "role": "analyst", "until": "2020-01-01T00:00"}, "晚于现在"),
    ):
        answer = security.post(f"{page}grant/", wrong).content.decode()
        assert sentence in answer and 'aria-invalid="true"' in answer
    grant = Grant.objects.get(user=chen)
    assert security.post(f"/grants/{grant.pk}/end/").status_code == 302
    assert not access.can(chen, Permission.FINDING_READ, at=wall_clock())
    assert security.post(f"/grants/{grant.pk}/end/").status_code == 409


def test_recusal_is_recorded_by_number_and_shown_to_nobody(security: Client, chen: User, settings: Any) -> None:
    page = f"/people/{chen.pk}/"
    given = {"kind": "kin", "key": valid_number(), "source": "个人有关事项报告"}
    assert security.post(f"{page}recusal/", given).status_code == 302
    fact = RecusalFact.objects.get()
    assert fact.key == Keys(settings.SECRET).pseudonym("person", valid_number())
    shown = security.get(page).content.decode()
    assert "个人有关事项报告" in shown and valid_number() not in shown and str(fact.key) not in shown
    assert str(fact.key) not in "".join(AuditRecord.objects.values_list("detail", flat=True))
    assert security.post(f"/recusals/{fact.pk}/end/", {"reason": "关系已解除"}).status_code == 302
    again = security.post(f"/recusals/{fact.pk}/end/", {"reason": "关系已解除"}).content.decode()
    assert "已经解除" in again
    assert access.recusal_keys(chen, at=wall_clock()) == frozenset()


ROLES = ["system_administrator", "security_administrator", "auditor", "reviewer", "leader", ""]
MAY = {
    ("get", "/people/"): {"system_administrator", "security_administrator"},
    ("get", "/people/new/"): {"system_administrator"},
    ("get", "/people/{}/"): {"system_administrator", "security_administrator"},
    ("post", "/people/{}/close/"): {"system_administrator"},
    ("post", "/people/{}/password/"): {"system_administrator"},
    ("post", "/people/{}/factor/"): {"security_administrator"},
    ("get", "/people/{}/grant/"): {"security_administrator"},
    ("get", "/people/{}/recusal/"): {"security_administrator"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("verb", "address"), MAY)
def test_r25_roles_and_addresses(chen: User, role: str, verb: str, address: str) -> None:
    client = browser(staff("asker", role))
    status = getattr(client, verb)(address.format(chen.pk)).status_code
    if role in MAY[verb, address]:
        assert status in (200, 302, 409)
    else:
        assert status in (403, 404)
    assert getattr(Client(), verb)(address.format(chen.pk)).status_code == 302  # to the login


@pytest.mark.parametrize(("code", "status"), [(COUNTY, 200), (OTHER, 404), (TOWN, 404)])
def test_r26_accounts_of_other_areas_do_not_exist(chen: User, code: str, status: int) -> None:
    client = browser(staff("security", "security_administrator", code))
    assert client.get(f"/people/{chen.pk}/").status_code == status
    assert client.get(f"/people/{chen.pk}/grant/").status_code == status
    assert (chen.name in client.get("/people/").content.decode()) is (status == 200)
    given = {"role": "reviewer", "area": Area.objects.get(code="430400000000").pk}
    client.post(f"/people/{chen.pk}/grant/", given)
    assert not Grant.objects.filter(user=chen).exists()  # the city is above every one of them


def test_r31_every_view_is_one_record(system: Client, chen: User) -> None:
    def seen() -> list[tuple[str, str]]:
        known = AuditRecord.objects.filter(action__in=("user.viewed", "user.listed"))
        return list(known.values_list("action", "subject"))

    system.get("/people/?name=chen")
    system.get(f"/people/{chen.pk}/")
    assert seen() == [("user.listed", ""), ("user.viewed", chen.audit_name)]
    assert "chen" not in AuditRecord.objects.get(action="user.listed").detail


def test_nobody_administers_their_own_account() -> None:
    me = staff("system", "system_administrator")
    client = browser(me)
    assert client.post(f"/people/{me.pk}/close/").status_code == 409
    assert client.post(f"/people/{me.pk}/password/").status_code == 409
    assert "停用账号" not in client.get(f"/people/{me.pk}/").content.decode()


def test_an_empty_search_says_what_to_do(system: Client) -> None:
    assert "没有这个姓名的账号" in system.get("/people/?name=zzz").content.decode()
    assert (
        "No account has that name"
        in browser(User.objects.get(username="system"), "en").get("/people/?name=zzz").content.decode()
    )


def test_everybody_finds_their_roles_password_and_second_factor(chen: User) -> None:
    page = browser(staff("li", "reviewer")).get("/me/").content.decode()
    assert "疑点核查人员" in page and "/accounts/password/change/" in page and "/accounts/2fa/" in page
    assert browser(chen).get("/me/").status_code == 200
