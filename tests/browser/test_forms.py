"""Logging in, handing in and judging in a browser, with script and without; and work that one can watch."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.city import Site
from tests.browser.visits import Visit, visiting
from tests.factories.folder import person_id, write_folder

#: These few rows differ from what the city released before, so that they wait for an analyst.
READ = "变化异常，已暂缓"


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


def test_u16_progress_is_asked_for_every_two_seconds_and_survives_a_closed_page(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    file = payments(tmp_path, "关闭页面", people=8)
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        row = hand_in(visit, file)
        expect(row).to_contain_text("等待")
        visit.page.wait_for_timeout(4500)
        assert len([url for url in visit.asked if url.endswith("/row/")]) >= 2
        assert visit.taken() == []
    assert site.home.mingcha("worker", "--once").returncode == 0
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        visit.open("/data/hand-in/")
        row = visit.page.locator("tr", has_text=file.name)
        expect(row).not_to_contain_text(re.compile("排队|等待"))
        expect(row).to_contain_text(READ)
        assert row.get_attribute("hx-get") is None
        assert visit.taken() == []


def test_u16_an_open_page_shows_the_rows_and_then_the_end_without_being_touched(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    file = payments(tmp_path, "一直开着", people=9_000)
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        row = hand_in(visit, file)
        with site.home.working():
            expect(row.locator("progress")).to_be_visible(timeout=15_000)
            expect(row).to_contain_text(re.compile(r"\d+ / ≈10\d,\d{3} 行"), timeout=30_000)
            expect(row).to_contain_text(READ, timeout=90_000)
        assert row.get_attribute("hx-get") is None
        assert visit.taken() == []


@pytest.mark.parametrize("begun", [False, True])
def test_u16_work_is_cancelled_by_whoever_asked_for_it(
    chromium: Browser, site: Site, tmp_path: Path, begun: bool
) -> None:
    file = payments(tmp_path, f"停止读取{begun}", people=9_000 if begun else 9)
    with visiting(chromium, site, "responder", "zh-hans") as visit:
        row = hand_in(visit, file)
        with site.home.working() if begun else nullcontext():
            if begun:
                expect(row.locator("progress")).to_be_visible(timeout=15_000)
            row.get_by_role("button", name="停止").click()
            expect(row).to_contain_text("读取已取消", timeout=20_000)
        assert row.get_attribute("hx-get") is None
        assert visit.taken() == []


def payments(folder: Path, word: str, *, people: int) -> Path:
    """A file like no other of this site: the same content is not taken in twice."""
    file = write_folder(folder / "files", people=people) / "民政局_低保发放.csv"
    with file.open("a", encoding="utf-8") as more:
        more.write(f"农村低保,{word},{person_id(9_999)},1,240.00,202012,成功\n")
    return file.rename(file.with_name(f"民政局_低保发放_{word}.csv"))


def hand_in(visit: Visit, file: Path) -> Locator:
    """Hands a file in on the page of a department; its line."""
    visit.open("/data/hand-in/")
    visit.page.select_option("select[name=purpose]", index=0)
    visit.page.set_input_files("[name=file]", file)
    visit.page.locator("#hand-in button").click()
    row = visit.page.locator("tr", has_text=file.name)
    expect(row).to_be_visible(timeout=15_000)
    return row
