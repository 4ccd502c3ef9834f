"""A clerk pastes a group's chat on a phone and on a desk: a tick a case and one button, without script."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.city import Site
from tests.browser.test_short_way import small_site  # noqa: F401  (the fixture)
from tests.browser.visits import DESK, PHONE, visiting
from tests.factories import transcripts


def test_5_a_paste_is_ticked_and_filed(
    chromium: Browser,
    small_site: Site,  # noqa: F811
    axe: str,
    shots: Path | None,
) -> None:
    with visiting(chromium, small_site, "township_supervisor", "zh-hans") as visit:
        page = visit.page
        faults: list[str] = []

        def look(name: str) -> None:
            for size in (PHONE, DESK):
                faults.extend((*visit.taken(), *visit.sideways(size), *visit.judged(axe)))
                if shots:
                    page.screenshot(path=str(shots / f"{name}{size[0]}.png"), full_page=True)

        visit.open("/appeals/transcript/")
        look("paste")
        page.fill("#f_village", "430424100000")
        page.fill("#f_pasted", transcripts.make("phone").text)
        page.get_by_role("button", name="读取").click()
        ticks = page.locator("input[name=take]")
        expect(ticks).to_have_count(20)
        look("threads")
        for number in range(20):
            ticks.nth(number).check()
        page.get_by_role("button", name="登记勾选的各件").click()
        expect(page.locator(".receipt")).to_have_count(20)
        look("filed")
        assert faults == []
