"""R36: the second factor, passwords by profile, closing and resetting, and what the audit chain knows of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from mingcha.accounts import operations
from mingcha.accounts.models import User
from mingcha.audit.models import AuditRecord
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return operations.open_account(username="chen", name="陈某", password=PASSWORD, by="system", at=wall_clock())


@pytest.fixture
def secret(user: User) -> str:
    made: str = generate_totp_secret()
    TOTP.activate(user, made)
    return made


def code(secret: str, *, steps: int = 0) -> str:
    made: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return made


def log_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": "chen", "password": password}, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def said() -> list[tuple[str, str]]:
    return list(AuditRecord.objects.values_list("action", "subject"))[1:]  # the first one opened the account


def test_r36_a_password_alone_opens_nothing(client: Client, user: User, secret: str) -> None:
    page = log_in(client)
    assert page.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert is_in(client)
    assert said() == [("user.logged_in", f"user:{user.pk}")]


def test_r36_a_code_is_accepted_once(user: User, secret: str) -> None:
    used, one, two = code(secret), Client(), Client()
    log_in(one)
    log_in(two)
    one.post("/accounts/2fa/authenticate/", {"code": used})
    two.post("/accounts/2fa/authenticate/", {"code": used})
    assert (is_in(one), is_in(two)) == (True, False)


def test_r36_a_recovery_code_is_accepted_once(user: User, secret: str) -> None:
    given = RecoveryCodes.activate(user).get_unused_codes()[0]
    for client, wanted in ((Client(), True), (Client(), False)):
        log_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": given})
        assert is_in(client) is wanted


def test_r36_five_wrong_codes_lock_the_second_factor(client: Client, user: User, secret: str) -> None:
    log_in(client)
    wrong = "000000" if code(secret) != "000000" else "111111"
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": wrong})
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert not is_in(client)
    assert [action for action, _ in said()] == ["second_factor.failed"] * 5


def test_r36_recovery_codes_alone_are_no_second_factor(client: Client, user: User) -> None:
    RecoveryCodes.activate(user)
    assert log_in(client).redirect_chain[-1][0] == "/accounts/2fa/"
    assert client.get("/").headers["Location"] == "/accounts/2fa/"


def test_r36_a_reset_password_does_not_skip_the_second_factor(client: Client, user: User, secret: str) -> None:
    operations.reset_password(user=user, password="Given-by-admin-7", by="user:0", at=wall_clock())
    page = log_in(client, "Given-by-admin-7")
    assert page.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get("/").headers["Location"] == "/accounts/password/change/"


@pytest.mark.parametrize("address", ["password/reset/", "signup/", "email/", "login/code/", "password/set/"])
def test_r36_there_is_no_way_in_by_mail(client: Client, address: str) -> None:
    assert client.get(f"/accounts/{address}").status_code == 404


def test_r36_closing_an_account_ends_its_sessions_within_five_seconds(settings: Any, user: User) -> None:
    settings.MFA_REQUIRED = False
    clients = [Client(), Client()]
    for client in clients:
        log_in(client)
    assert all(map(is_in, clients))
    started = time.monotonic()
    operations.close_account(user=user, by="user:0", at=wall_clock())
    assert not any(map(is_in, clients))
    assert time.monotonic() - started < 5
    assert not is_in_after_login(Client())


def is_in_after_login(client: Client) -> bool:
    log_in(client)
    return is_in(client)


def test_r36_a_new_password_ends_the_other_sessions(settings: Any, user: User) -> None:
    settings.MFA_REQUIRED = False
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client)
    fields = {"oldpassword": PASSWORD, "password1": "Fresh-Horse-42", "password2": "Fresh-Horse-42"}
    here.post("/accounts/password/change/", fields)
    assert (is_in(here), is_in(there)) == (True, False)
    assert ("password.changed", f"user:{user.pk}") in said()


def test_r36_the_chain_knows_who_came_and_who_did_not(client: Client, settings: Any, user: User) -> None:
    settings.MFA_REQUIRED = False
    client.post("/accounts/login/", {"login": "My-Secret-Password-1", "password": "x"})
    for _ in range(5):
        log_in(client, "wrong")
    subject = f"user:{user.pk}"
    failed = ("login.failed", subject)
    assert said() == [("login.failed", ""), *[failed] * 4, ("login.locked", subject), failed]
    assert "My-Secret" not in "".join(AuditRecord.objects.values_list("detail", flat=True))
    assert json.loads(AuditRecord.objects.last().detail) == {"address": "127.0.0.1"}  # type: ignore[union-attr]


def test_r36_the_lock_ends_after_fifteen_minutes_whatever_is_tried_meanwhile(
    client: Client, settings: Any, user: User
) -> None:
    settings.MFA_REQUIRED = False
    for _ in range(5):
        log_in(client, "wrong")
    for minutes, wanted in ((14, False), (2, True)):
        for attempt in AccessAttempt.objects.all():
            AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=minutes))
        log_in(client)
        assert is_in(client) is wanted


def test_r36_logging_out_and_second_factors_are_in_the_chain(
    client: Client, user: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MFA_REQUIRED = False
    log_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert b"form-control" in client.get("/accounts/2fa/totp/activate/").content
    with django_capture_on_commit_callbacks(execute=True):  # the library signals when it is stored
        client.post("/accounts/2fa/totp/activate/", {"code": code(client.session["mfa.totp.secret"])})
    client.post("/accounts/logout/")
    actions = [action for action, _ in said()]
    assert actions[0] == "user.logged_in" and actions[-1] == "user.logged_out"
    assert "second_factor.added" in actions


def test_r36_when_the_log_cannot_be_written_nobody_comes_in(
    client: Client, user: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MFA_REQUIRED = False

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("mingcha.audit.operations.record", fail)
    client.raise_request_exception = False
    assert log_in(client).status_code == 500
    assert not is_in(client)


AGES = [("dengbao", 89, True), ("dengbao", 91, False), ("modern", 3000, True)]


@pytest.mark.parametrize(("profile", "age", "wanted"), AGES)
def test_r36_passwords_grow_old_by_profile(
    client: Client, user: User, settings: Any, profile: str, age: int, wanted: bool
) -> None:
    settings.MFA_REQUIRED = False
    settings.PASSWORD_DAYS = 90 if profile == "dengbao" else 0
    User.objects.filter(pk=user.pk).update(password_at=wall_clock() - timedelta(days=age))
    log_in(client)
    assert is_in(client) is wanted


STRENGTHS = [
    ("dengbao", "Horse-battery", None),
    ("dengbao", "Horse7battery", None),
    ("dengbao", "horse7battery", "password_kinds"),
    ("dengbao", "Horse-7b", "password_too_short"),
    ("dengbao", "P@ssw0rd123", None),
    ("dengbao", "chenwei2026", "password_too_similar"),
    ("modern", "correct horse battery", None),
    ("modern", "马到成功马到成功马到成功马到成功", None),
    ("modern", "Horse-7battery", "password_too_short"),
    ("modern", "1234567890123456", None),
    ("modern", "password", "password_too_common"),
]


@pytest.mark.parametrize(("profile", "password", "fault"), STRENGTHS)
def test_r36_what_a_password_must_be(settings: Any, profile: str, password: str, fault: str | None) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = settings.PASSWORD_PROFILES[profile]
    user = User(username="chenwei", name="陈某")
    if fault is None:
        validate_password(password, user)
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert fault in {error.code for error in refused.value.error_list}


def test_r36_the_last_five_passwords_are_not_taken_again(user: User, settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = settings.PASSWORD_PROFILES["dengbao"]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for number in range(6):
        operations.change_password(user=user, password=f"Horse-battery-{number}", by=user, at=at + timedelta(number))
    validate_password("Horse-battery-x", user)
    for number in range(6):
        old = f"Horse-battery-{number}"
        if number:
            with pytest.raises(ValidationError, match="五"):
                validate_password(old, user)
        else:
            validate_password(old, user)


def test_r36_who_resets_what(user: User, secret: str) -> None:
    at = wall_clock()
    operations.reset_second_factor(user=user, by="user:0", at=at)
    assert not Authenticator.objects.exists()
    acts: list[tuple[Callable[[], None], str]] = [
        (lambda: operations.reset_second_factor(user=user, by="user:0", at=at), "factor.none"),
        (lambda: operations.reset_second_factor(user=user, by=user, at=at), "user.self"),
        (lambda: operations.reset_password(user=user, password="x", by=user, at=at), "user.self"),
    ]
    for act, wanted in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == wanted
    operations.close_account(user=user, by="user:0", at=at)
    user.refresh_from_db()
    with pytest.raises(Refused) as closed:
        operations.reset_password(user=user, password="x", by="user:0", at=at)
    assert closed.value.code == "user.closed"
