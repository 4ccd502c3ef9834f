"""The entrance: logging in, being locked out, idling, the second factor, both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from mingcha.accounts import operations
from mingcha.accounts.models import User

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return operations.open_account(username="chen", name="陈某", password=PASSWORD, by="system", at=AT)


def log_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": "chen", "password": password}, follow=True)


def test_login_in_chinese_and_english(client: Client) -> None:
    page = client.get("/", follow=True)
    assert page.status_code == 200
    assert "用户名" in page.content.decode()
    client.post("/language/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert "User name" in client.get("/accounts/login/").content.decode()


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client: Client, user: User, settings: Any) -> None:
    assert settings.MFA_REQUIRED
    assert log_in(client).redirect_chain[-1][0] == "/accounts/2fa/"
    settings.MFA_REQUIRED = False
    assert "今天要办的事" in client.get("/").content.decode()
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_r36_five_failures_lock_the_account(client: Client, user: User) -> None:
    for _ in range(5):
        log_in(client, "wrong password")
    page = log_in(client)
    assert page.status_code == 429
    assert "账号锁定15分钟" in page.content.decode()
    assert not User.objects.filter(last_login__isnull=False).exists()


def test_r36_a_closed_account_is_out_with_its_next_request(client: Client, user: User, settings: Any) -> None:
    settings.MFA_REQUIRED = False
    log_in(client)
    assert client.get("/").status_code == 200
    operations.close_account(user=user, by="system", at=AT)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("mark", "seconds"), [("seen_at", 16 * 60), ("started_at", 9 * 3600)])
def test_r36_sessions_end_by_idling_and_by_age(
    client: Client, user: User, settings: Any, mark: str, seconds: int
) -> None:
    settings.MFA_REQUIRED = False
    log_in(client)
    session = client.session
    session[mark] -= seconds
    session.save()
    page = client.get("/", follow=True).content.decode()
    assert "已自动退出" in page


def test_every_text_of_the_pages_is_translated() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        known = {str(m.id) for m in read_po(file) if m.string}
    texts = set()
    for path in [*(ROOT / "src/mingcha").rglob("*.html"), *(ROOT / "src/mingcha").rglob("*.py")]:
        wanted = r"""translate (["'])(.+?)\1""" if path.suffix == ".html" else r"""\b_\((["'])(.+?)\1\)"""
        texts |= {found[1] for found in re.findall(wanted, path.read_text("utf-8"))}
    assert len(texts) > 30
    assert texts - known == set()
