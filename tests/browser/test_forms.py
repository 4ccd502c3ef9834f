"""Logging in, handing in and judging in a browser, with script and without; and work that one can watch."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import Site
from tests.browser.visits import DESK, visiting
from tests.factories.folder import write_folder


@pytest.mark.parametrize("script", [True, False])
def test_logging_in_and_out(chromium: Browser, site: Site, script: bool) -> None:
    context = chromium.new_context(base_url=site.address, java_script_enabled=script)
    page = context.new_page()
    page.goto("/findings/")
    page.fill("[name=login]", "reviewer")
    page.fill("[name=password]", site.password)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{site.address}/findings/")
    page.locator("header form[action*=logout] button").click()
    page.goto("/findings/")
    assert "/accounts/login/" in page.url
    context.close()


def test_without_script_the_menu_opens_and_a_finding_is_judged(chromium: Browser, site: Site) -> None:
    with visiting(chromium, site, "reviewer", "zh-hans", java_script_enabled=False) as visit:
        page = visit.page
        visit.open("/")
        page.locator(".menu summary").click()
        page.locator(".menu").get_by_role("link", name="疑点", exact=True).click()
        page.goto("/findings/?mine=1&state=assigned")
        page.locator("table a[href^='/findings/']").first.click()
        number = page.url.rstrip("/").rpartition("/")[2]
        page.get_by_role("link", name="显示人员、单位和账户").click()
        assert page.url.endswith(f"/{number}/graph/")
        page.go_back()
        verdict = page.locator("form[action$='/verdict/']")
        verdict.locator("[name=verdict]").nth(1).check()
        verdict.locator("[name=note]").fill("经调取发放台账核对，系经办人录入错误，已更正。")
        verdict.get_by_role("button").last.click()
        expect(page.locator("main")).to_contain_text("经调取发放台账核对")
        assert visit.taken() == []


def test_progress_is_asked_for_every_two_seconds_and_survives_a_closed_page(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    file = write_folder(tmp_path / "files", people=8) / "民政局_低保发放.csv"
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        visit.open("/data/hand-in/")
        visit.page.select_option("select[name=purpose]", index=1)
        visit.page.set_input_files("[name=file]", file)
        visit.page.locator("#hand-in button").click()
        row = visit.page.locator("tr", has_text=file.name)
        expect(row).to_be_visible(timeout=15_000)
        visit.page.wait_for_timeout(4500)
        assert len([url for url in visit.asked if url.endswith("/row/")]) >= 2
        assert visit.taken() == []
    assert site.home.mingcha("worker", "--once").returncode == 0
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        visit.open("/data/hand-in/")
        row = visit.page.locator("tr", has_text=file.name)
        expect(row).not_to_contain_text(re.compile("排队|等待"))
        assert row.get_attribute("hx-get") is None
        visit.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert visit.taken() == []
