"""What every room's templates say in the same way: bilingual messages, money, months."""

from __future__ import annotations

from django import template

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
