"""
Two programs of other people use our Open311 over a socket: civicbot reads, checks what a service asks for and hands in;
georeport reads both formats. Neither shares a line with us.
"""

from __future__ import annotations

from typing import Any

import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport

from tests.factories.appeals import appeals
from tests.integration.api.conftest import System
from tests.integration.api.test_open311 import published

TEXT = "村口到三组的水泥路塌了一块，下雨天车过不去。🚧"


@pytest.fixture
def base(committed_system: System, live_server: Any) -> str:
    return f"{live_server.url}/open311/v2"


def civicbot(base: str, area: str) -> Open311Client:
    """civicbot, as impatient as a test."""
    here = Endpoint("mingcha", "明察", base, write=True)
    return Open311Client(here, HttpTransport(rate_limiter=RateLimiter(0)), jurisdiction_id=area)


def test_c22_civicbot_reads_checks_and_hands_in(committed_system: System, base: str) -> None:
    system = committed_system
    bot = civicbot(base, system.house.village.code)
    assert {one["service_code"] for one in bot.list_services()} >= {"road", "water"}
    assert all(one["metadata"] for one in bot.list_services())
    sending = {"dry_run": False, "confirm": "SEND", "validate_remote": True, "api_key": system.secret}
    known = {"description": TEXT, "address_string": "三组路口", "last_name": "王", "first_name": "大娘", **sending}
    with pytest.raises(ValidationError, match="kind"):
        bot.create_request("road", **known)
    with pytest.raises(ValidationError, match="not offered"):
        bot.create_request("castle", **known, attributes={"kind": "request"})
    with pytest.raises(ValidationError, match="location"):
        bot.create_request("road", **{**known, "address_string": None}, attributes={"kind": "request"})
    assert not appeals().exists()
    done = bot.create_request("road", **known, attributes={"kind": "request"})
    told = done.response[0]["service_request_id"]
    assert appeals().get().public_id == told and appeals().get().way == "open311"
    assert bot.list_requests() == [] and bot.list_requests(service_request_ids=[told]) == []
    with pytest.raises(HttpError) as refused:
        bot.get_request(told)
    assert refused.value.status == 404 and '"code": 404' in refused.value.body
    with pytest.raises(HttpError) as refused:
        bot.create_request("road", **{**known, "api_key": "wrong"}, attributes={"kind": "request"})
    assert refused.value.status == 403


def test_c22_civicbot_reads_what_was_published(committed_system: System, base: str) -> None:
    made = [published(committed_system, number).public_id for number in range(3)]
    bot = civicbot(base, committed_system.house.village.code)
    assert [one["service_request_id"] for one in bot.list_requests(status="open", page_size=2)] != []
    found = bot.get_request(made[0])
    assert found is not None and found["description"] == "村道塌陷，正在安排维修。"
    assert bot.get_token(made[0]) == [{"service_request_id": made[0], "token": made[0]}]


def test_c22_georeport_reads_the_same_in_both_formats(committed_system: System, base: str) -> None:
    made = {published(committed_system, number).public_id for number in range(2)}
    found = {}
    for kind in ("json", "xml"):
        client = GeoReport(base, jurisdiction=committed_system.house.village.code, output_format=kind)
        requests = client.get_service_requests(status="open")
        found[kind] = (
            [(one["service_code"], one["service_name"]) for one in client.get_service_list()],
            client.get_service_definition("road")["service_code"],
            [(one["service_request_id"], one["description"], one["requested_datetime"]) for one in requests],
            client.get_service_request(requests[0]["service_request_id"])["address"],
        )
    assert found["json"] == found["xml"]
    assert {one[0] for one in found["json"][2]} == made and found["json"][3] == "衡阳县金兰镇金兰村"
