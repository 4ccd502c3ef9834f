"""Going to pages with Chromium, and noting everything that should not happen there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.architecture.tree import ROOT
from tests.browser.city import Site

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK, WALL = (360, 640), (1280, 800), (1920, 1080)
#: Phones and desks are where layout breaks: the menu, the columns of cards and the tables change between them.
SIZES = (PHONE, DESK, WALL)

_SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1);
  return ["scrolls sideways: " + wide.slice(0, 3).map((e) => e.tagName + "." + e.className).join(" | ")];
}"""
_JUDGE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map(
    (v) => v.id + ": " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(" | "));
}"""


class Visit:
    """One person's browser; `faults` collects policy violations, errors of scripts, and requests that leave home."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.asked: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._requested)

    def open(self, path: str) -> None:
        """Goes there; anything but 200 is a fault, and so is a page that the browser keeps."""
        answer = self.page.goto(path, wait_until="load")
        if answer is None or answer.status != 200:
            self.faults.append(f"status {answer.status if answer else None}")
        elif "no-store" not in answer.headers.get("cache-control", ""):
            self.faults.append("may be kept")

    def sideways(self, size: tuple[int, int]) -> list[str]:
        """What makes the page scroll sideways at a size (width, height in px)."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        found: list[str] = self.page.evaluate(_SIDEWAYS)
        return found

    def judged(self, axe: str) -> list[str]:
        """What axe finds serious or critical. Its script comes in by the debugger, past the page's policy."""
        self.page.evaluate(axe)
        found: list[str] = self.page.evaluate(_JUDGE)
        return found

    def taken(self) -> list[str]:
        """The faults so far, forgotten."""
        found, self.faults = self.faults, []
        return found

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _requested(self, request: Request) -> None:
        self.asked.append(request.url)
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost") and not request.url.startswith(
            ("data:", "blob:")
        ):
            self.faults.append(f"request: {request.url}")


@contextmanager
def visiting(chromium: Browser, site: Site, role: str | None, language: str, **known: Any) -> Iterator[Visit]:
    """Somebody in a role has logged in, nobody without one; `known`: options of the context, `java_script_enabled`."""
    known = {"base_url": site.address, "viewport": {"width": DESK[0], "height": DESK[1]}} | known
    context = chromium.new_context(**known)
    cookies = {"mingcha-language": language} | ({"mingcha-session": site.sessions[role]} if role else {})
    context.add_cookies([{"name": name, "value": text, "url": known["base_url"]} for name, text in cookies.items()])
    try:
        yield Visit(context.new_page())
    finally:
        context.close()
