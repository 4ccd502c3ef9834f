"""HTML of a letter as plain text: no tag, no script, no quoted letter, nothing fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = ("script", "style", "head", "title", "blockquote", "template", "svg")
_LINES = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol")
_MOST = 1_000_000


class _Words(HTMLParser):
    """What a reader sees. A part that is never closed keeps silent to the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(re.sub(r"[ \t\r\n\xa0]+", " ", data))


def text_of_html(text: str) -> str:
    """The words, line by line."""
    words = _Words()
    try:
        words.feed(text[:_MOST])
        words.close()
    except (AssertionError, ValueError):  # of what it cannot make sense of the parser says so
        pass
    lines = (line.strip() for line in "".join(words.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
