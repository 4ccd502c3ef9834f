"""Explanation templates as SQL: `{died_on:date}` becomes an expression, so that a million sentences cost one query."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS
from mingcha.engine.running.showing import mask_sql
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

IDENTIFIERS = frozenset(KEY_KINDS)


@dataclass(frozen=True)
class Piece:
    """Literal text before a field, and the field: a column of the rule's result and its format ("" for plain)."""

    text: str
    column: str | None
    format: str


def pieces(template: str) -> list[Piece]:
    """The template in order. Refused when a brace is unbalanced."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError as error:
        raise Refused(
            "rule.template",
            Message(f"说明模板有误：{error}：{template}", f"The explanation template is wrong: {error}: {template}"),
        ) from None
    return [Piece(text, column, spec or "") for text, column, spec, _ in parsed]


def identifier_columns(*templates: str) -> set[str]:
    """Columns that templates show as identifiers and that must therefore be resolved."""
    return {p.column for t in templates for p in pieces(t) if p.column and p.format in IDENTIFIERS}


def sentence_sql(template: str, language: str, *, masked: bool) -> str:
    """SQL for the sentence of one hit `h`; identifiers come resolved as `id_<column>`."""
    parts = []
    for piece in pieces(template):
        if piece.text:
            parts.append("'" + piece.text.replace("'", "''") + "'")
        if piece.column:
            parts.append(f"coalesce({_field(piece, language, masked)}, '—')")
    return "concat(" + ", ".join(parts or ["''"]) + ")"


def _field(piece: Piece, language: str, masked: bool) -> str:
    column = f"h.{quoted(str(piece.column))}"
    if piece.format in IDENTIFIERS:
        plain = f"id_{piece.column}.plain"
        return mask_sql(piece.format, plain) if masked else plain
    if piece.format == "name":
        return mask_sql("name", column) if masked else column
    return shown(column, piece.format, language)


def shown(column: str, kind: str, language: str) -> str:
    """SQL that shows a stored value of type `kind` to people."""
    # `||` rather than concat(): a missing value must stay missing.
    sign = f"(CASE WHEN {column} < 0 THEN '-' ELSE '' END)"
    if kind == "money":
        cents = f"lpad(CAST(abs({column}) % 100 AS VARCHAR), 2, '0')"
        return f"({sign} || format('{{:,}}', abs({column}) // 100) || '.' || {cents})"
    if kind in ("mu", "decimal"):
        fraction = f"lpad(CAST(abs({column}) % 10000 AS VARCHAR), 4, '0')"
        return f"rtrim(rtrim({sign} || CAST(abs({column}) // 10000 AS VARCHAR) || '.' || {fraction}, '0'), '.')"
    if kind == "coord":
        return f"format('{{:.6f}}', {column} / 1000000.0)"
    if kind == "date":
        return f"strftime({column}, '{'%Y年%-m月%-d日' if language == 'zh' else '%Y-%m-%d'}')"
    if kind == "datetime":
        return f"strftime({column}, '{'%Y年%-m月%-d日 %H:%M' if language == 'zh' else '%Y-%m-%d %H:%M'}')"
    if kind == "month":
        year, month = f"CAST({column} // 100 AS VARCHAR)", f"CAST({column} % 100 AS VARCHAR)"
        if language == "zh":
            return f"({year} || '年' || {month} || '月')"
        return f"({year} || '-' || lpad({month}, 2, '0'))"
    return f"CAST({column} AS VARCHAR)"
