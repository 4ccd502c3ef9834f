"""Open311: both formats equal, only what was approved, nothing of an allegation, errors as the standard has them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import xmltodict
from django.test import Client

from mingcha.api.models import ApiFiling
from mingcha.api.operations import revoke_key
from mingcha.appeals import operations
from mingcha.appeals.models import Appeal, FloodCount, Petitioner
from mingcha.appeals.receipts import read_code
from mingcha.audit.models import AuditRecord
from mingcha.kernel.clock import wall_clock
from tests.factories.appeals import accept, answer, appeals, check, file
from tests.factories.racing import at_once
from tests.factories.staff import CITY, OTHER, staff
from tests.integration.api.conftest import System

BASE = "/open311/v2"
_ENTRIES = ("service", "request", "attribute", "value", "endpoint", "format", "error")


def get(path: str, **asked: Any) -> Any:
    return Client().get(f"{BASE}/{path}", asked)


def published(system: System, number: int = 0, text: str = "村道塌陷，正在安排维修。") -> Appeal:
    """An appeal that everybody may read, filed now."""
    at = wall_clock() - timedelta(hours=2)
    appeal = file(system.house, at=at, text=f"村口到三组的水泥路塌了一块，第{number}处。").appeal
    accept(system.house, appeal, at=at)
    operations.publish_appeal(public_id=appeal.public_id, text=text, by=system.house["publisher"], at=at)
    return appeal


def said(kind: str, body: bytes) -> Any:
    """What a body says, all of it as text, whichever the format."""
    if kind == "json":
        return json.loads(body, parse_float=str, parse_int=str)
    (root,) = xmltodict.parse(body, force_list=_ENTRIES).values()
    return _bare(root)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        (first, *more) = value
        return _bare(value[first]) if not more and first in _ENTRIES else {k: _bare(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return value


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _worded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_worded(one) for one in value] or None
    return {True: "true", False: "false", "": None}.get(value, value)


@pytest.mark.parametrize(
    "path", ["discovery", "services", "services/road", "requests", "requests/0000000000000000", "services/none"]
)
def test_c22_both_formats_say_the_same(system: System, path: str) -> None:
    published(system)
    found = {kind: get(f"{path}.{kind}") for kind in ("json", "xml")}
    assert [one["Content-Type"] for one in found.values()] == [
        "application/json; charset=utf-8",
        "text/xml; charset=utf-8",
    ]
    assert found["json"].status_code == found["xml"].status_code
    assert _worded(said("json", found["json"].content)) == said("xml", found["xml"].content)


def test_c22_handing_in_goes_the_way_of_every_other_appeal(system: System) -> None:
    done = system.post(last_name="王", first_name="大娘", phone="13800000000", lat="26.97", long="112.36")
    assert done.status_code == 200 and isinstance(done.json(), list)
    (told,) = done.json()
    appeal = appeals().get(public_id=told["service_request_id"])
    assert (appeal.way, appeal.kind, appeal.category and appeal.category.code) == ("open311", "request", "road")
    assert appeal.area_code == system.house.village.code and appeal.spot == "26.970000,112.360000 三组路口"
    assert appeal.tasks.filter(until=None).count() == 1 and appeal.supervisor is not None
    filed = AuditRecord.objects.get(action="appeal.filed")
    assert filed.actor == system.key.audit_name and system.secret not in filed.detail
    code = told["service_notice"].partition("查询码 ")[2][:24]
    assert read_code(code) and "塌了一块" in Client().post("/s/track/", {"code": code}).content.decode()


def test_c22_the_same_again_is_the_same_appeal(system: System) -> None:
    first, again = system.post().json()[0], system.post(kind="json").json()[0]
    assert first["service_request_id"] == again["service_request_id"] and "查询码" not in again["service_notice"]
    marked = system.post(mark="a-1", description="另一处路灯坏了两个月没人修。").json()[0]
    # The answer got lost: the receipt is told once more, to whoever holds key and mark.
    assert system.post(mark="a-1", description="另一处路灯坏了两个月没人修。").json()[0] == marked
    assert "查询码" in marked["service_notice"]
    other = system.post(mark="a-1", description="同一个编号换了内容再来一次。")
    assert (other.status_code, other.json()[0]["code"]) == (409, 409)
    assert appeals().count() == ApiFiling.objects.count() == 2


def test_c04_the_same_four_times_at_once_is_one_appeal(committed_system: System) -> None:
    system = committed_system
    found: list[Any] = []
    assert set(at_once(*[lambda: found.append(system.post(mark="storm")) for _ in range(4)])) == {"done"}
    assert {one.status_code for one in found} == {200}
    assert appeals().count() == Petitioner.objects.count() == 1
    assert len({one.json()[0]["service_request_id"] for one in found}) == 1


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": None}, 403),
        ({"api_key": "x"}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "none"}, 404),
        ({"attribute[kind]": None}, 400),
        ({"jurisdiction_id": "999999999999"}, 404),
        ({"jurisdiction_id": OTHER}, 403),
        ({"address_string": None}, 400),
        ({"lat": "1"}, 400),
        ({"lat": "nan", "long": "1"}, 400),
        ({"lat": "91", "long": "1"}, 400),
        ({"description": "短"}, 400),
        ({"description": "有\x00控制字符的文字"}, 400),
        ({"description": "太" * 2001}, 400),
    ],
)
def test_c22_what_is_refused_leaves_nothing(system: System, kind: str, changed: dict[str, Any], status: int) -> None:
    done = system.post(kind, **changed)
    assert done.status_code == status
    (error,) = said(kind, done.content)
    assert error["code"] == str(status) and error["description"]
    assert not appeals().exists() and not ApiFiling.objects.exists()


def test_c22_an_allegation_leaves_nothing_and_is_told_the_safe_ways(system: System) -> None:
    words = "村支书冒领低保款三万元"
    before = AuditRecord.objects.count()
    done = system.post(description=words)
    assert done.status_code == 400 and "12388" in done.json()[0]["description"] and words not in done.content.decode()
    assert not appeals().exists() and not ApiFiling.objects.exists() and AuditRecord.objects.count() == before


def test_c22_nothing_outruns_moderation(system: System) -> None:
    told = system.post().json()[0]["service_request_id"]
    assert get("requests.json").json() == [] and get(f"requests/{told}.json").status_code == 404
    (own,) = get(f"requests/{told}.json", api_key=system.secret).json()
    assert (own["status"], own["description"], own["status_notes"]) == ("open", None, None)
    assert get(f"tokens/{told}.json", api_key=system.secret).json() == [{"service_request_id": told, "token": told}]
    appeal = appeals().get(public_id=told)
    at = wall_clock()
    accept(system.house, appeal, at=at)
    answer(system.house, appeal, at=at)
    check(system.house, appeal, at=at)
    operations.publish_appeal(
        public_id=told, text="村道塌陷。", answer="已重新浇筑。", by=system.house["publisher"], at=at
    )
    (shown,) = get("requests.json", status="closed").json()
    assert (shown["description"], shown["status_notes"], shown["status"]) == ("村道塌陷。", "已重新浇筑。", "closed")
    assert shown["requested_datetime"].endswith("T00:00:00+08:00") and shown["address"] == "衡阳县金兰镇金兰村"
    assert "13800000000" not in str(shown) and shown["lat"] is None
    operations.hide_appeal(public_id=told, by=system.house["publisher"], at=at)
    assert get("requests.json").json() == [] and get(f"requests/{told}.json").status_code == 404


def test_c22_what_was_led_away_is_not_there_for_the_system_either(system: System) -> None:
    told = system.post().json()[0]["service_request_id"]
    operations.lead_away(public_id=told, by=system.house["clerk"], at=wall_clock())
    assert get(f"requests/{told}.json", api_key=system.secret).status_code == 404


def test_c22_asking_in_pages_and_by_days(system: System) -> None:
    made = [published(system, number).public_id for number in range(5)]
    assert {one["service_request_id"] for one in get("requests.json").json()} == {*made}
    pages = [get("requests.json", page_size=2, page=page).json() for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert {one["service_request_id"] for page in pages for one in page} == {*made}
    wanted = f"{made[0]},{made[3]},nonsense"
    assert len(get("requests.json", service_request_id=wanted, status="closed").json()) == 2
    assert get("requests.json", service_request_id="nonsense").json() == []
    assert get("requests.json", service_code="water").json() == []
    assert len(get("requests.json", service_code="water,road", jurisdiction_id=system.house.village.code).json()) == 5
    assert get("requests.json", jurisdiction_id=OTHER).json() == []
    tomorrow = (wall_clock() + timedelta(days=1)).isoformat()
    assert get("requests.json", start_date=tomorrow).json() == []
    assert get("requests.json", updated_after=tomorrow).json() == []
    assert len(get("requests.json", end_date=tomorrow).json()) == 5


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"page": "x"},
        {"page_size": "1001"},
        {"status": "lost"},
        {"start_date": "2026-01-01"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"updated_after": "99999-01-01T00:00:00Z"},
        {"service_code": "\x00"},
    ],
)
def test_c22_what_cannot_be_meant_is_said(system: System, asked: dict[str, str]) -> None:
    found = get("requests.json", **asked)
    assert found.status_code == 400 and found.json()[0]["code"] == 400


def test_no_answer_is_ever_a_page(system: System) -> None:
    client = Client()
    for path, method in (("services.json", "post"), ("nothing", "get"), ("requests.xml", "delete"), ("x.xml", "post")):
        found = getattr(client, method)(f"{BASE}/{path}")
        assert found.status_code in (404, 405) and b"<html" not in found.content, path
    for kind, body in (("application/json", b"{}"), ("multipart/form-data", b"x"), ("text/plain", b"a=b")):
        found = client.post(f"{BASE}/requests.json", data=body, content_type=kind)
        assert (found.status_code, found.json()[0]["code"]) == (400, 400), kind
    large = client.post(f"{BASE}/requests.xml", system.form(description="路" * 40_000))
    assert large.status_code == 400 and large["Content-Type"] == "text/xml; charset=utf-8"


def test_a_key_is_good_until_it_is_revoked_and_for_so_many(system: System) -> None:
    system.key.most = 2
    system.key.save()
    done = [system.post(description=f"第{n}处路灯坏了两个月没人修。") for n in range(3)]
    assert [one.status_code for one in done] == [200, 200, 429]
    assert int(done[2]["Retry-After"]) > 0 and done[2].json()[0]["code"] == 429
    assert system.key.number not in str(list(FloodCount.objects.values()))
    revoke_key(number=system.key.number, by=system.key.issued_by, at=wall_clock())
    assert system.post(description="停用之后再来提交一次。").status_code == 403


def test_issuing_and_revoking_by_whoever_operates_the_system(system: System) -> None:
    from tests.factories.staff import browser

    page = browser(system.key.issued_by)
    made = page.post("/keys/", {"name": "邻市平台", "area": CITY, "most": 10}).content.decode()
    secret = made.partition("<p><code>")[2].partition("</code>")[0]
    assert len(secret) == 43 and secret not in page.get("/keys/").content.decode()
    assert system.post(api_key=secret, jurisdiction_id=CITY).status_code == 200
    number = system.key.number
    assert page.post(f"/keys/{number}/revoke/").status_code == 302
    assert system.post().status_code == 403
    actions = set(AuditRecord.objects.filter(action__startswith="api_key").values_list("action", flat=True))
    assert actions == {"api_key.issued", "api_key.listed", "api_key.revoked"}
    other = staff("elsewhere", "system_administrator", OTHER)
    assert browser(other).post(f"/keys/{number}/revoke/").status_code == 404
    assert "邻市平台" not in browser(other).get("/keys/").content.decode()
    assert "权限" in browser(other).post("/keys/", {"name": "越界", "area": CITY, "most": 10}).content.decode()
