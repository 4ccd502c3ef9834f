"""Logs hold no personal data: canaries in addresses, forms, names, files and errors never reach a line."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import path

from mingcha import urls
from mingcha.accounts import operations

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CANARY = "430421199001011234"
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def broken(request: Any, person: str) -> Any:
    """A defect whose error text and whose variables hold what was asked for."""
    name = request.GET["name"]
    raise ValueError(f"no such person: {person} {name}")


urlpatterns = [*urls.urlpatterns, path("broken/<str:person>/", broken)]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the installation's own logging writes."""
    stream = io.StringIO()
    logging.config.dictConfig(django_settings.LOGGING)
    (handler,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    monkeypatch.setattr(handler, "stream", stream)
    yield stream
    logging.getLogger().removeHandler(handler)


def parsed(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_personal_data_do_not_reach_the_log(client: Client, settings: Any, lines: io.StringIO) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MFA_REQUIRED = False
    client.raise_request_exception = False
    user = operations.open_account(username=CANARY, name=f"陈{CANARY}", password=PASSWORD, by="system", at=AT)
    client.post("/accounts/login/", {"login": CANARY, "password": CANARY})
    client.post("/accounts/login/", {"login": CANARY, "password": PASSWORD})
    client.get(f"/?q={CANARY}", headers={"user-agent": CANARY, "referer": f"https://127.0.0.1/{CANARY}"})
    client.get(f"/absent/{CANARY}/")
    assert client.get(f"/broken/{CANARY}/?name=陈{CANARY}").status_code == 500
    client.get("/", headers={"host": f"{CANARY}.example"})
    logging.getLogger("library").warning("somebody asked for %s", CANARY)
    logging.getLogger("library").warning(f"composed: {CANARY}")
    logging.getLogger("mingcha.room").warning("tick failed: %s", CANARY)

    assert CANARY not in lines.getvalue()
    found = parsed(lines)
    requests = [line for line in found if line["event"] == "request"]
    assert [(r["method"], r["route"], r["status"]) for r in requests][-4:] == [
        ("GET", "", 200),
        ("GET", "none", 404),
        ("GET", "broken/<str:person>/", 500),
        ("GET", "none", 400),
    ]
    assert {r["user"] for r in requests} == {None, user.pk}
    (failure,) = [line for line in found if line["event"] == "request failed"]
    assert failure["error"] == "builtins.ValueError"
    assert failure["trace"][-1].startswith("web/test_logs.py:") and failure["trace"][-1].endswith(" broken")
    assert failure["request"] == next(r["request"] for r in requests if r["status"] == 500)
    events = [line["event"] for line in found if line["logger"] == "library"]
    assert events == ["somebody asked for %s", "message withheld"]


def test_a_response_brings_the_name_of_its_log_line(client: Client, lines: io.StringIO) -> None:
    page = client.get("/")
    assert [line["request"] for line in parsed(lines)] == [page.headers["X-Request-ID"]]


@pytest.mark.parametrize("seconds", [0, 59, 61])
def test_a_session_in_use_is_noted_at_most_once_a_minute(
    client: Client, settings: Any, django_assert_max_num_queries: Any, seconds: int
) -> None:
    settings.MFA_REQUIRED = False
    operations.open_account(username="chen", name="陈某", password=PASSWORD, by="system", at=AT)
    client.post("/accounts/login/", {"login": "chen", "password": PASSWORD}, follow=True)
    session = client.session
    session["seen_at"] -= seconds
    session.save()
    with django_assert_max_num_queries(50) as queries:
        assert client.get("/").status_code == 200
    writes = [q["sql"] for q in queries.captured_queries if q["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(writes) == (1 if seconds > 60 else 0)
