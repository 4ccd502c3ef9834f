"""R36 with a security key: enrolling and logging in under our content security policy, and what does not get in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.city import Site, served
from tests.browser.visits import PHONE, Visit, visiting
from tests.factories.folder import write_folder

#: A key to be touched, as staff carry it: no fingerprint, nothing stored on it.
_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}
_USE, _ADD = "#mfa_webauthn_authenticate", "#mfa_webauthn_add"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, assets: None) -> Iterator[Site]:
    """A site in earnest: without a second factor nobody comes in."""
    root = tmp_path_factory.mktemp("strict")
    with served(root, write_folder(root / "files", people=20), demo=False) as up:
        yield up


@contextmanager
def at_a_desk(chromium: Browser, site: Site) -> Iterator[tuple[Visit, CDPSession]]:
    """A browser with a socket for keys; it goes to the site by name, since WebAuthn knows no addresses of digits."""
    address = site.address.replace("127.0.0.1", "localhost")
    with visiting(chromium, site, None, "zh-hans", base_url=address) as visit:
        keys = visit.page.context.new_cdp_session(visit.page)
        keys.send("WebAuthn.enable")
        yield visit, keys


def plug(keys: CDPSession) -> str:
    """A new key in the socket."""
    return str(keys.send("WebAuthn.addVirtualAuthenticator", {"options": _KEY})["authenticatorId"])


def give_password(visit: Visit, site: Site) -> None:
    visit.page.goto("/accounts/login/?next=/offices/")
    visit.page.fill("#id_login", "publisher")
    visit.page.fill("#id_password", site.password)
    visit.page.locator("button.btn-primary").click()


def test_r36_a_security_key_is_enrolled_and_lets_in_and_another_does_not(
    chromium: Browser, strict: Site, axe: str
) -> None:
    with at_a_desk(chromium, strict) as (visit, keys):
        page, mine = visit.page, plug(keys)
        give_password(visit, strict)
        expect(page).to_have_url(re.compile("/accounts/2fa/$"))  # nowhere else before that
        page.goto("/accounts/2fa/webauthn/add/")
        page.fill("#id_password", strict.password)
        page.locator("main form button").click()
        expect(page.locator(_ADD)).to_be_visible()
        assert visit.judged(axe) + visit.sideways(PHONE) == []
        expect(page.get_by_label("密钥名称")).to_be_visible()
        page.locator(_ADD).click()
        expect(page.get_by_text("已添加安全密钥")).to_be_visible()
        kept = keys.send("WebAuthn.getCredentials", {"authenticatorId": mine})["credentials"]
        assert [credential["rpId"] for credential in kept] == ["localhost"]
        visit.open("/offices/")
        assert visit.taken() == []

        page.locator("header form[action*=logout] button").click()
        give_password(visit, strict)
        expect(page.locator(_USE)).to_be_visible()
        assert visit.judged(axe) + visit.sideways(PHONE) == []
        page.locator(_USE).click()
        expect(page).to_have_url(re.compile("[0-9]/offices/$"))
        assert visit.taken() == []

        page.locator("header form[action*=logout] button").click()
        keys.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": mine})
        plug(keys)
        give_password(visit, strict)
        page.locator(_USE).click()
        page.wait_for_timeout(2000)
        assert "/accounts/2fa/authenticate/" in page.url
        page.goto("/offices/")
        assert page.url.endswith("/accounts/2fa/authenticate/")
