"""Writes everything a run hands over into its result folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mingcha.engine.normalise import REASONS
from mingcha.engine.results.ledger import COMPARED, dismissed
from mingcha.engine.results.machine import write_parquet, write_quarantine_parquet
from mingcha.engine.results.quarantine import write_quarantine
from mingcha.engine.results.report import write_report
from mingcha.engine.results.workbook import write_findings
from mingcha.engine.running.rejects import quarantine_table, rejected_blocks
from mingcha.engine.running.run import Result
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.understanding.areas import load_areas
from mingcha.kernel.messages import Message

FINDINGS, QUARANTINE, REPORT = "findings", "quarantine", "report.html"
LEDGER = "ledger.jsonl"
Said = Callable[[str], None]


def deliver(result: Result, context: Context, folder: Path, said: Said = lambda _name: None) -> None:
    """
    `findings.parquet`, `quarantine.parquet`, `findings.xlsx`, `quarantine.xlsx`, `report.html` in `folder`.

    Findings that reviewers dismissed on the same evidence stay out of the workbook and the report; the machine form
    holds them all.
    """
    layout, secret = Layout(context.root), context.secret
    folder.mkdir(parents=True, exist_ok=True)
    write_parquet(folder / f"{FINDINGS}.parquet", result.findings)
    said(f"{FINDINGS}.parquet")
    refused = quarantine_table(result.records, layout, secret, context.specs)
    write_quarantine_parquet(folder / f"{QUARANTINE}.parquet", refused)
    said(f"{QUARANTINE}.parquet")
    ledger = folder / LEDGER
    # A dismissed finding stays dismissed until its evidence changes.
    shown = result.findings.without(dismissed(ledger) if ledger.exists() else ())
    counties = load_areas().county_names()
    write_findings(folder / f"{FINDINGS}.xlsx", result.summary, shown, counties)
    said(f"{FINDINGS}.xlsx")
    write_quarantine(folder / f"{QUARANTINE}.xlsx", rejected_blocks(result.records, layout, secret), _sentence)
    said(f"{QUARANTINE}.xlsx")
    titles = {name: Message(spec.title_zh, spec.title_en) for name, spec in context.specs.items()}
    write_report(folder / REPORT, result.summary, shown, counties, sentences=_sentence, dataset_titles=titles)
    said(REPORT)


def stored_findings(folder: Path) -> Any:
    """What verdicts are compared with: the findings of the run whose results lie in `folder`, or None."""
    path = folder / f"{FINDINGS}.parquet"
    return pq.read_table(path, columns=list(COMPARED)) if path.exists() else None


def _sentence(reason: str) -> Message:
    return REASONS.get(reason) or Message(reason, reason)
