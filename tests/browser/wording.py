"""What a page says to people in its own language, and what is left in the other."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CHINESE = re.compile(r"[\u3400-\u9fff]+")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ '][A-Za-z]{2,})+")
_SAID = ("title", "aria-label", "placeholder", "alt")
#: Text that is nobody's language: programs, codes, sealed names; and the button that leads to the other language.
_SILENT = ("script", "style", "pre", "code", "svg")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in _SILENT or (tag != "html" and "lang" in known):
            self.silent.append(tag)
        elif not self.silent:
            self.found += [text for name in _SAID if (text := known.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append(" ".join(data.split()))


def texts(html: str) -> list[str]:
    """Everything that is read or read out."""
    parser = _Texts()
    parser.feed(html)
    return parser.found


def chinese_left(html: str, data: str) -> list[str]:
    """Chinese of an English page that no record holds: a sentence that was not translated."""
    return [text for text in texts(html) if any(run not in data for run in CHINESE.findall(text))]


def english_left(html: str, data: str) -> list[str]:
    """English of a Chinese page: two words or more in a row that no record holds."""
    return [text for text in texts(html) if any(words not in data for words in _WORDS.findall(text))]
