"""Words in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from mingcha.kernel.messages import Message


def say(message: Message) -> str:
    """A sentence in the language of the page."""
    return message.say("en" if (get_language() or "").startswith("en") else "zh")


def month_text(number: int) -> str:
    """202003 as `2020-03`; nothing for 0."""
    return f"{number // 100}-{number % 100:02d}" if number else ""
