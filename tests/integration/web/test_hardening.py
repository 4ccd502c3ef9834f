"""R37 and R40 as far as they need no browser: cookies, headers, templates, deployment, locks, default accounts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.architecture.tree import ROOT, committed, name
from tests.factories.home import Home

SERVED = """
import json
from django.core.checks import run_checks
from django.conf import settings
from django.test import Client
from mingcha.accounts.models import User
from mingcha.accounts.operations import open_account
from mingcha.cli.house import furnish
from mingcha.kernel.clock import wall_clock

furnish()
nobody = User.objects.count()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
open_account(username="chen", name="陈某", password="correct horse battery", by="system", at=wall_clock())
client = Client(headers={"host": "127.0.0.1"})
plain = client.get("/accounts/login/")
client.get("/accounts/login/", secure=True)
login = {"login": "chen", "password": "correct horse battery"}
page = client.post("/accounts/login/", login, secure=True)
inside = client.get(page.headers["Location"], secure=True, follow=True)
kept = ("secure", "httponly", "samesite", "path", "domain")
cookies = {n: {k: m[k] for k in kept} for n, m in client.cookies.items()}
print(json.dumps({
    "accounts": nobody, "checks": [m.id for m in run_checks(include_deployment_checks=True) if not m.is_silenced()],
    "plain": [plain.status_code, plain.headers["Location"]],
    "health": Client(headers={"host": "127.0.0.1"}).get("/health").status_code,
    "cookies": cookies, "headers": dict(inside.headers), "status": inside.status_code,
}))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a new installation behind TLS sends to a browser."""
    home = Home(tmp_path_factory.mktemp("served"), {"MINGCHA_TLS": "yes"})
    found: dict[str, Any] = json.loads(home.python(SERVED))
    return found


def test_r37_cookies_belong_to_this_host_alone(served: dict[str, Any]) -> None:
    assert served["cookies"].keys() == {"__Host-session", "__Host-csrf"}
    for cookie in served["cookies"].values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_r37_headers_close_what_is_not_needed(served: dict[str, Any]) -> None:
    headers = served["headers"]
    assert served["status"] == 200 and "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert int(re.findall(r"max-age=(\d+)", headers["Strict-Transport-Security"])[0]) >= 31_536_000
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_r37_plain_http_leads_to_tls_except_for_the_monitor(served: dict[str, Any]) -> None:
    assert served["plain"] == [301, "https://127.0.0.1/accounts/login/"]
    assert served["health"] == 200


#: Handlers and styles in the page, which the policy forbids, and addresses of other hosts.
FORBIDDEN = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")|<style|\sstyle=|\son[a-z]+=|javascript:"""
    r"""|(?:src|href|action)=["'](?:https?:)?//""",
    re.IGNORECASE,
)


def test_r37_templates_hold_nothing_that_the_policy_forbids() -> None:
    pages = [p for p in committed() if p.suffix == ".html"]
    assert len(pages) > 20
    found = [f"{name(p)}: {m[0]}" for p in pages for m in FORBIDDEN.finditer(p.read_text(encoding="utf-8"))]
    assert found == []


def test_r40_django_finds_nothing_to_say_about_a_deployment(served: dict[str, Any]) -> None:
    assert served["checks"] == []


def test_r40_there_is_no_default_account(served: dict[str, Any]) -> None:
    assert served["accounts"] == 0


@pytest.mark.parametrize("lock", sorted(p.name for p in ROOT.glob("requirements*.txt")))
def test_r40_every_locked_package_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned and [line.split()[0] for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []


def test_r40_front_end_packages_are_locked_by_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [n for n, p in packages.items() if n and not p.get("integrity", "").startswith("sha512-")] == []


#: Keys of this house, private keys, and tokens of common kinds; written so that this file holds none.
SECRETS = re.compile(
    "|".join((r"\b(?:aes|sm4):[0-9a-f]{64}\b", "-----BEGIN " + "[A-Z ]*PRIVATE KEY", r"\bghp_\w{36}\b"))
)


def test_r40_no_secret_is_committed() -> None:
    texts = [p for p in committed() if p.stat().st_size < 2_000_000 and p.suffix not in (".png", ".xlsx", ".zip")]
    assert [name(p) for p in texts if SECRETS.search(p.read_text(encoding="utf-8", errors="replace"))] == []
