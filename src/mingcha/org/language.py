"""The language of the page. Here, because offices are the first records that have a name in both."""

from __future__ import annotations

from django.utils.translation import get_language

from mingcha.kernel.messages import Language, Message


def language() -> Language:
    """The language of the page."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def say(message: Message) -> str:
    """A bilingual message in the language of the page."""
    return message.say(language())


def named(zh: str, en: str) -> str:
    """A name in the language of the page; Chinese when there is no English one."""
    return en if en and language() == "en" else zh
