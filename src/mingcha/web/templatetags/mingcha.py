"""What every room's templates say in the same way: bilingual messages, money, months."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from mingcha.kernel.messages import Message
from mingcha.org.language import say

register = template.Library()
register.filter(say)


@register.filter
def yuan(fen: int | None) -> str:
    """Integer fen as yuan with thousands and cents: 123450 is 1,234.50. Nothing for None."""
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


@register.filter
def month(number: int | None) -> str:
    """An integer month as people write it: 202003 is 2020-03. Nothing for None."""
    return f"{number // 100}-{number % 100:02d}" if number else ""


@register.simple_tag
def options(choices: Iterable[tuple[object, str | Message]], chosen: object = "") -> SafeString:
    """The options of a select, value and words each, as one piece: a loop in a template takes ten times as long."""
    wanted = f"{chosen or ''}"
    lines = ((f"{value}", say(words) if isinstance(words, Message) else words) for value, words in choices)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if wanted and value == wanted else "", words) for value, words in lines),
    )
