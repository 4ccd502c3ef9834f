"""Every page that somebody can reach by following links, one of each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.browser.city import Site

#: In this order they visit: who sees most comes first, so that the others have little left to look at.
ROLES = (
    "analyst reviewer city_supervisor county_supervisor township_supervisor responder data_releaser case_handler leader"
    " system_administrator security_administrator auditor duty_holder adjudicator custodian publisher"
).split()
LANGUAGES = ("zh-hans", "en")
_FILES = ("/returned/", "/static/", "/download/", "/export/")
_NUMBER = re.compile(r"/(?:[0-9a-f]{16}|\d{12}|\d+)(?=/|$)")
_NAMED = re.compile(r"^/(rules|promises)/[a-z]\w+/")


@dataclass(frozen=True)
class Found:
    """A page as it was fetched without a browser."""

    path: str
    status: int
    headers: dict[str, str]
    html: str


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def kind_of(address: str) -> str:
    """Pages of one kind differ by numbers and conditions: `/findings/*/`, `/findings/?`."""
    parts = urlsplit(address)
    path = _NAMED.sub(r"/\1/*/", _NUMBER.sub("/*", parts.path))
    return path + ("?" if parts.query else "")


def walk(site: Site, role: str, language: str) -> dict[str, Found]:
    """The first page of each kind, from the first page on."""
    found: dict[str, Found] = {}
    waiting = ["/"]
    seen = {"/"}
    while waiting:
        path = waiting.pop(0)
        status, headers, html = site.fetch(path, role, language)
        found[kind_of(path)] = Found(path, status, headers, html)
        links = _Links()
        links.feed(html)
        for link in links.found:
            address = urlsplit(urljoin(site.address + path, link))
            there = address.path + (f"?{address.query}" if address.query else "")
            if not address.path.startswith(_FILES) and not address.path.endswith(_FILES) and kind_of(there) not in seen:
                seen.add(kind_of(there))
                waiting.append(there)
    return found


#: Role and language → what was found.
Walks = dict[tuple[str, str], dict[str, Found]]
