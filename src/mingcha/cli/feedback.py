"""`mingcha feedback`: a reviewer's workbook back into the precision ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.engine.results.deliver import LEDGER, stored_findings
from mingcha.engine.results.feedback import read_feedback
from mingcha.engine.results.ledger import record
from mingcha.engine.results.precision import RulePrecision, precision


def feedback(
    file: Annotated[Path, typer.Argument(help="填好的 findings.xlsx", exists=True)],
    target: Annotated[Path, typer.Option("--out", help="结果文件夹 folder of the results")],
) -> None:
    """读回核查结论，更新各规则的准确率。 Read verdicts back."""
    answer = read_feedback(file)
    recorded = record(target / LEDGER, answer.verdicts, stored_findings(target))
    for problem in answer.problems:
        out.print(problem.message.say(LANGUAGE), style="yellow", markup=False)
    out.print(say(f"新增{recorded.added}条结论。", f"{recorded.added} new verdicts."))
    _print(precision(target / LEDGER))


def _print(rows: list[RulePrecision]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in (
        ("规则", "rule"),
        ("版本", "version"),
        ("已核", "verified"),
        ("属实", "right"),
        ("准确率", "precision"),
        ("", ""),
    ):
        table.add_column(say(*name))
    for row in rows:
        share = "—" if row.precision is None else f"{row.precision:.0%} ({row.low:.0%}–{row.high:.0%})"
        advice = {"not_enough": say("样本不足30条", "under 30 verdicts"), "suspend": say("建议停用", "suspend?")}
        table.add_row(
            row.rule_id, str(row.rule_version), str(row.n), str(row.confirmed), share, advice.get(row.proposal, "")
        )
    out.print(table)
