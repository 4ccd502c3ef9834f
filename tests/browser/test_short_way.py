"""The short way, in every run of the tests: the pages that most people see first, in Chinese, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import Site, served
from tests.browser.visits import PHONE, visiting
from tests.factories.folder import write_folder

_FINDING = "/findings/*/"
#: Role → pages; `*` is the first finding.
PAGES = {
    "reviewer": ("/", "/findings/", _FINDING, f"{_FINDING}graph/", "/clues/"),
    "analyst": ("/findings/overview/", "/rules/", "/rules/dead_low_income/1/", "/runs/1/", "/data/files/1/"),
    "responder": ("/data/hand-in/",),
    "auditor": ("/audit/",),
}


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory, assets: None) -> Iterator[Site]:
    """Two files of the reviewer's county, matched, served."""
    root = tmp_path_factory.mktemp("small")
    for file in list(write_folder(root / "files", people=20).iterdir()):
        file.rename(file.with_name("衡东县" + file.name))
    with served(root, root / "files") as up:
        yield up


@pytest.mark.parametrize("role", PAGES)
def test_u6_u10_r37_the_short_way(chromium: Browser, small_site: Site, axe: str, role: str) -> None:
    faults = []
    with visiting(chromium, small_site, role, "zh-hans") as visit:
        visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        for path in PAGES[role]:
            visit.open(path if "*" not in path else path.replace("/findings/*", first_finding(small_site)))
            told = (*visit.taken(), *visit.sideways(PHONE), *visit.judged(axe))
            faults += [f"{path}: {fault}" for fault in told]
            assert visit.page.locator("html").get_attribute("lang") == "zh-Hans"
    assert faults == []


def test_r37_the_entrance_opens_and_breaks_no_policy(chromium: Browser, small_site: Site, axe: str) -> None:
    with visiting(chromium, small_site, None, "zh-hans") as visit:
        visit.open("/accounts/login/?next=/findings/")
        assert visit.sideways(PHONE) + visit.judged(axe) == []
        visit.page.fill("#id_login", "reviewer")
        visit.page.fill("#id_password", small_site.password)
        visit.page.locator("button.btn-primary").click()
        expect(visit.page).to_have_url(f"{small_site.address}/findings/")
        assert visit.taken() == []


_TOWN = "/s/430424100000/"


def test_u6_u10_r37_a_villager_files_and_comes_back(chromium: Browser, small_site: Site, axe: str) -> None:
    with visiting(chromium, small_site, None, "zh-hans") as visit:
        page = visit.page
        faults: list[str] = []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

        def look() -> None:
            faults.extend((*visit.taken(), *visit.sideways(PHONE), *visit.judged(axe)))

        visit.open(_TOWN)
        look()
        page.get_by_role("link", name="我要反映").click()
        page.fill("#f_text", "村支书冒领五保户的补贴款三年了。")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("12388")).to_be_visible()
        look()
        visit.open(f"{_TOWN}new/")
        page.fill("#f_text", "三组机耕路被大水冲断了，收割机进不去。")
        look()
        page.get_by_role("button", name="提交").click()
        code = page.locator("#receipt").inner_text()
        look()
        page.get_by_role("link", name="我已记下").click()
        page.fill("#id_code", code)
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_text("收割机进不去")).to_be_visible()
        look()
        assert faults == []


def first_finding(site: Site) -> str:
    """The address of the first finding of the list, without its last stroke."""
    status, _headers, html = site.fetch("/findings/", "reviewer", "zh-hans")
    found = re.search(r'href="(/findings/[0-9a-f]{16})/', html)
    assert found, status
    return found[1]
