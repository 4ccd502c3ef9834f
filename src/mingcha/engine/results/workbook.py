"""`findings.xlsx`: the workbook that verifiers read, answer and send back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from mingcha.engine.results.figures import COLUMNS, per, text_label
from mingcha.engine.results.hits import hits
from mingcha.engine.results.sheets import MAX_ROWS, Names, Styles, new_workbook
from mingcha.engine.results.workbook_front import write_front, write_overview
from mingcha.engine.results.workbook_rule import RuleSheets
from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import FINDINGS_SCHEMA, RunSummary

_ORDER = [("excluded", "ascending"), ("strength", "ascending"), ("amount", "descending"), ("subject", "ascending")]


def write_findings(
    path: Path,
    summary: RunSummary,
    findings: Findings | pa.Table,
    county_names: Mapping[int, str] | None = None,
    *,
    max_rows: int = MAX_ROWS,
) -> None:
    """
    Write the findings workbook: 说明, 总览, then a sheet per rule that has rows (findings first, excluded ones below).

    `county_names` maps six-digit codes to names; unknown codes are shown as they are.
    """
    reports = {report.rule.id: report for report in summary.rules}
    with new_workbook(path, "明察 · 疑点清单", summary.started_at) as book:
        names, styles = Names(), Styles(book)
        front, overview = (book.add_worksheet(names.take(wish)) for wish in ("说明", "总览"))
        writer = RuleSheets(book, names, styles, max_rows)
        written: dict[str, str] = {}
        found = Findings.of(findings)
        counted = found.select(COLUMNS)
        groups = per(counted, "rule_id", text_label)
        for rule_id, catalogue in _rules(counted):
            report = reports.get(rule_id)
            title = f"{catalogue:03d} {report.rule.title.zh if report else rule_id}"
            rows = found.of_rule(rule_id).select(FINDINGS_SCHEMA.names).sort_by(_ORDER)
            written[rule_id] = writer.write(title, report, groups[rule_id], hits(rows), county_names or {})
        write_front(front, summary, styles)
        write_overview(overview, summary, written, groups, styles)


def _rules(findings: pa.Table) -> list[tuple[str, int]]:
    """Rules that have rows, in the order of the catalogue."""
    pairs = findings.select(["rule_id", "catalogue"]).group_by(["rule_id", "catalogue"]).aggregate([])
    found = zip(pairs["rule_id"].to_pylist(), pairs["catalogue"].to_pylist(), strict=True)
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
