"""A served site and Chromium, once for the tests of this folder, which are skipped where either is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.architecture.tree import ROOT
from tests.browser.city import Site, served
from tests.browser.visits import AXE
from tests.browser.walks import LANGUAGES, ROLES, Walks, walk

_ARGUMENTS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
_QUIET = "--disable-component-update --disable-sync"


@pytest.fixture(scope="package")
def assets() -> None:
    """What `npm ci` brings."""
    if not (ROOT / "build" / "web" / "vendor" / "tabler.min.css").exists():
        pytest.skip("no front-end packages: ./run test fetches them")


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, assets: None) -> Iterator[Site]:
    """The demo city, served."""
    with served(tmp_path_factory.mktemp("site")) as up:
        yield up


@pytest.fixture(scope="package")
def walks(site: Site) -> Walks:
    """What each role finds by following links, in both languages."""
    return {(role, language): walk(site, role, language) for role in ROLES for language in LANGUAGES}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """
    The machine's Chromium.

    For this folder only: as long as it runs, its event loop lies under this thread and Django refuses the database.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=f"{_ARGUMENTS} {_QUIET}".split())
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def axe() -> str:
    """The script that judges accessibility."""
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci fetches it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="package")
def shots() -> Path | None:
    """Where to leave pictures of all pages, when `SHOTS` names a folder."""
    folder = os.environ.get("SHOTS")
    return Path(folder) if folder else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    All of this folder but the short way through a few pages is slow: loading a city and walking through it takes
    minutes on two busy cores.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.path.name != "test_short_way.py":
            item.add_marker(pytest.mark.slow)
