"""`report.html`: one file that opens anywhere, prints on A4, and needs neither network nor script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mingcha.engine.results import charts, figures, report_quality, wording
from mingcha.engine.results.report_cards import cards
from mingcha.engine.results.writing import replacing
from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import RunSummary
from mingcha.kernel.messages import Message

_MOST_GROUPS = {"county": 20, "fund": 16}


def write_report(
    path: Path,
    summary: RunSummary,
    findings: Findings | pa.Table,
    county_names: Mapping[int, str] | None = None,
    *,
    sentences: Callable[[str], Message] | None = None,
    dataset_titles: Mapping[str, Message] | None = None,
) -> None:
    """
    Write the report. `sentences` says what a problem code means (else the code is shown), `dataset_titles` what a
    dataset is called, `county_names` what a six-digit county code is called.
    """
    known = _view(
        summary, Findings.of(findings), county_names or {}, sentences or (lambda c: Message(c, c)), dataset_titles or {}
    )
    text = _environment().get_template("report.html.j2").render(known)
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _environment() -> Environment:
    loader = PackageLoader("mingcha.engine.results")
    known = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    known.filters["money"] = money
    known.filters["count"] = lambda number: f"{number:,}"
    known.filters["share"] = lambda part: "—" if part is None else f"{_floor(part):.1f}%"
    return known


def money(yuan: Decimal) -> str:
    """Yuan to the fen."""
    return f"¥{yuan:,.2f}"


def _floor(part: float) -> float:
    """Per cent to one place; never 100 unless it is, never 0 unless it is."""
    percent = round(part * 100, 1)
    if percent >= 100 and part < 1:
        return 99.9
    return 0.1 if percent <= 0 < part else percent


def _view(
    summary: RunSummary,
    found: Findings,
    counties: Mapping[int, str],
    sentences: Callable[[str], Message],
    titles: Mapping[str, Message],
) -> dict[str, Any]:
    sheets = report_quality.sheet_lines(summary.sheets, titles, sentences)
    findings = found.select(figures.COLUMNS)
    whole = report_quality.whole(summary.sheets)
    return {
        "run": summary,
        "words": wording,
        "charts": charts,
        "style": _style(),
        "total": figures.total(findings),
        "rules": _rules(summary, findings),
        "counties": figures.by(findings, "county", figures.county_label(counties), _MOST_GROUPS["county"]),
        "funds": figures.by(findings, "fund", figures.text_label, _MOST_GROUPS["fund"]),
        "months": figures.months(findings),
        "by_rule": figures.per(findings, "rule_id", figures.text_label),
        "cards": cards(summary.rules, found),
        "plan": sorted(summary.rules, key=lambda r: (r.rule.catalogue, r.rule.id)),
        "sheets": sheets[: report_quality.MOST_SHEETS],
        "more_sheets": max(0, len(sheets) - report_quality.MOST_SHEETS),
        "details": report_quality.worst(sheets),
        "rows": whole,
        "other_rows": report_quality.other_rows(whole),
    }


def _rules(summary: RunSummary, findings: pa.Table) -> list[figures.Group]:
    titles = {
        r.rule.id: Message(f"{r.rule.catalogue:03d} {r.rule.title.zh}", f"{r.rule.catalogue:03d} {r.rule.title.en}")
        for r in summary.rules
    }
    return figures.by(findings, "rule_id", lambda rule: titles.get(rule, Message(rule, rule)), len(titles) + 50)


def _style() -> Markup:
    """The style sheet, ours and therefore safe to put in as it is."""
    folder = resources.files(__package__) / "templates"
    return Markup("\n".join((folder / name).read_text("utf-8") for name in ("report.css", "report.media.css")))
