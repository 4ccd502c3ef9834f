"""Every page in Chromium: on a phone, on a desk and on a wall, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.city import Site
from tests.browser.visits import DESK, PHONE, SIZES, visiting
from tests.browser.walks import LANGUAGES, ROLES, Found, Walks


def test_r25_no_link_leads_to_a_refusal(walks: Walks) -> None:
    refused = [
        (role, page.path, page.status) for (role, _), w in walks.items() for page in w.values() if page.status != 200
    ]
    assert refused == []
    assert len({kind for w in walks.values() for kind in w}) > 25


def test_r37_no_page_is_kept_by_the_browser(walks: Walks) -> None:
    kept = [p.path for w in walks.values() for p in w.values() if "no-store" not in p.headers.get("cache-control", "")]
    assert kept == []


def tour(walks: Walks, language: str, every_role: bool) -> list[tuple[str, list[Found]]]:
    """Which pages each role visits: all it can reach, or those that no role before it has visited."""
    seen: set[str] = set()
    stops = []
    for role in ROLES:
        pages = [p for kind, p in walks[role, language].items() if every_role or kind not in seen]
        seen |= set(walks[role, language])
        stops.append((role, pages))
    return stops


def look(
    chromium: Browser, site: Site, axe: str, stops: list[tuple[str, list[Found]]], language: str, shots: Path | None
) -> list[str]:
    """The faults of all pages: sideways scroll at every width, axe on a phone and on a desk, R37."""
    faults = []
    for role, pages in stops:
        with visiting(chromium, site, role, language) as visit:
            for found in pages:
                visit.open(found.path)
                told = [f"{w}px: {fault}" for w, h in SIZES for fault in visit.sideways((w, h))]
                for size in (DESK, PHONE):
                    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
                    if size == (PHONE if language == "en" else DESK):
                        told += visit.judged(axe)
                    if shots:
                        name = found.path.strip("/").replace("/", "_").partition("?")[0] or "home"
                        visit.page.screenshot(path=shots / f"{role}-{name}-{size[0]}-{language}.png", full_page=True)
                faults += [f"{role} {found.path}: {fault}" for fault in (*visit.taken(), *told)]
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_u6_u10_r37_every_page(
    chromium: Browser, site: Site, axe: str, walks: Walks, language: str, shots: Path | None
) -> None:
    assert look(chromium, site, axe, tour(walks, language, every_role=False), language, shots) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_u6_u10_r37_every_page_of_every_role(
    chromium: Browser, site: Site, axe: str, walks: Walks, language: str, shots: Path | None
) -> None:
    assert look(chromium, site, axe, tour(walks, language, every_role=True), language, shots) == []
