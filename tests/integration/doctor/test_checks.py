"""Checks that need no process of their own, on whichever database the tests run; and the page for monitors."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from mingcha.deadlines.models import Clock, Promise
from mingcha.doctor import examination, heartbeat
from mingcha.doctor.model import CHECKS
from mingcha.kernel.clock import wall_clock

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def found(prefix: str = "") -> set[str]:
    results = examination.examine(at=AT)
    return {r.check.code for r in results if r.status == "found" and r.check.code.startswith(prefix)}


def test_the_database_of_the_tests_is_well() -> None:
    # Their server does not wait for the disk, and the role that makes their database owns it.
    careless = {"database.settings", "database.second_lock"} if connection.vendor == "postgresql" else set()
    assert found("database.") - careless == set()


def an_old_catalogue(settings: Any, folder: Path) -> None:
    (folder / "django.po").write_text("")
    settings.LOCALE_PATHS = [folder]


def a_broken_rule(settings: Any, folder: Path) -> None:
    (folder / "bad.sql").write_text("SELECT 1")
    settings.RULEPACKS = folder


def a_framework_without_its_guards(settings: Any, _folder: Path) -> None:
    settings.DEBUG = True


def a_site_without_a_name(settings: Any, _folder: Path) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "10.20.0.5", "[fd00::5]"]


def a_late_matter_that_nobody_recorded(_settings: Any, _folder: Path) -> None:
    promise = Promise.objects.create(
        code="x", title_zh="答复", title_en="reply", amount=1, unit="days", citation="x", valid_from=AT.date()
    )
    late = AT - timedelta(days=1)
    moments = {
        "started_at": late - timedelta(days=1),
        "due_at": late,
        "warn_at": late,
        "next_at": late,
        "state_at": late,
    }
    Clock.objects.create(promise=promise, code="x", kind="x", subject="x:1", revision=0, **moments)


FAULTS: dict[str, Callable[[Any, Path], None]] = {
    "program.translations": an_old_catalogue,
    "program.rules": a_broken_rule,
    "site.name": a_site_without_a_name,
    "site.deploy": a_framework_without_its_guards,
    "work.clocks": a_late_matter_that_nobody_recorded,
}


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_u29_a_fault_of_the_program_is_found(code: str, settings: Any, tmp_path: Path) -> None:
    assert code not in found(code)
    FAULTS[code](settings, tmp_path)
    assert code in found(code)


def test_a_check_that_breaks_is_itself_a_finding(settings: Any) -> None:
    settings.HOME = None
    results = {r.check.code: r for r in examination.examine(at=AT)}
    broken = results["home.permissions"]
    assert broken.status == "found" and broken.found and "did not finish (TypeError)" in broken.found.en
    assert len(results) == len(CHECKS) and examination.exit_status(results.values()) == 2


def test_health_tells_a_monitor_and_nobody_else_anything(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    page = client.get("/health")
    assert (page.status_code, page.json()["status"], page.json()["worker"]) == (200, "degraded", False)
    heartbeat.tick(wall_clock())
    page = client.get("/health")
    assert page.json() == {"status": "ok", "database": True, "worker": True, "disk": True}
    assert "no-store" in page.headers["Cache-Control"] and not page.cookies
    settings.MIN_FREE_MB = 10**9
    assert (client.get("/health").status_code, client.get("/health").json()["status"]) == (503, "failing")
    assert client.post("/health").status_code == 405


def test_health_asks_the_database_once(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/health")


def test_the_heartbeat_may_be_damaged(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert heartbeat.last() is None
    (tmp_path / "worker.seen").write_text("yesterday")
    assert heartbeat.last() is None
    assert json.dumps(examination.as_json(examination.examine(at=AT)))
