"""A reviewer's list as a workbook, and what they answered in it, read back in a limited child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.datasets import engine
from mingcha.engine.reading import Guard, call_guarded
from mingcha.engine.results.feedback import read_feedback
from mingcha.engine.results.verdicts import Feedback, Verdict
from mingcha.engine.results.workbook import write_findings
from mingcha.engine.running.found import Findings, Held
from mingcha.engine.running.model import FINDINGS_SCHEMA, RuleReport, RunSummary
from mingcha.engine.store.layout import spilling
from mingcha.kernel.errors import MingchaError, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.matching import access, catalogue, operations, places, queries
from mingcha.matching.models import Finding, FindingSet, RuleVersion
from mingcha.matching.queries import Asking

#: Rows of one workbook.
MOST_ROWS = 10_000
_PORTION = 1_000
GUARD = Guard(seconds=60)


def export_list(*, asked: Asking, by: User, at: datetime) -> IO[bytes]:
    """
    The filtered list of findings as a workbook that can be answered, open for reading; its file has no name any more.

    Denied without FINDING_EXPORT; Refused: `export.empty`, `export.too_many` beyond ten thousand rows.
    """
    accounts.check(by, Permission.FINDING_EXPORT, at=at)
    visible = access.visible_findings(by, Permission.FINDING_EXPORT, at=at)
    found = queries.filtered(visible, asked, by.pk, at=at)
    rows = found.count()
    _check_rows(rows)
    with spilling(engine.layout()) as folder:
        path = folder / "findings.xlsx"
        _write(path, found, at)
        with transaction.atomic():
            audit.record("finding.exported", by=by, at=at, detail={**asked.words(), "rows": rows})
        return path.open("rb")


def _check_rows(rows: int) -> None:
    if not rows:
        raise Refused(
            "export.empty", Message("没有可导出的疑点。请放宽筛选条件。", "No finding fits. Widen the filters.")
        )
    if rows > MOST_ROWS:
        raise Refused(
            "export.too_many",
            Message(
                f"共{rows}条，一次最多导出{MOST_ROWS}条。请按规则、地区或状态缩小范围。",
                f"{rows} findings; at most {MOST_ROWS} go into one workbook. Narrow it by rule, area or state.",
            ),
        )


def _write(path: Path, found: FindingSet, at: datetime) -> None:
    versions = {v.pk: v for v in RuleVersion.objects.filter(pk__in=found.order_by().values("rule_id"))}
    known = ((v, catalogue.rule_of(v)) for v in versions.values())
    reports = tuple(RuleReport(rule, "ran") for _, rule in known if rule is not None)
    newest = found.order_by("-last_run_id").select_related("last_run", "purpose").first()
    if newest is None or newest.last_run.as_of is None:
        raise Refused("export.empty", Message("没有可导出的疑点。请刷新页面。", "No finding fits. Reload the page."))
    summary = RunSummary(
        as_of=newest.last_run.as_of,
        started_at=timezone.localtime(at).replace(tzinfo=None),
        seconds=0.0,
        folder=newest.purpose.title,
        unmasked=False,
        purpose=newest.purpose.title,
        sheets=(),
        not_understood=(),
        failures=(),
        issues=(),
        rules=reports,
        demo=settings.DEMO,
    )
    counties = places.county_names(found.order_by().values_list("county", flat=True).distinct())
    write_findings(path, summary, _table(found), counties)


def _table(found: FindingSet) -> Findings:
    ordered = found.order_by("excluded", "strength", "-amount_fen", "number").select_related("text", "rule")
    rows = ordered.iterator(_PORTION)
    batches = [pa.RecordBatch.from_pylist(part, schema=FINDINGS_SCHEMA) for part in _portions(map(_line, rows))]
    return Findings((Held(pa.Table.from_batches(batches, FINDINGS_SCHEMA)),))


def _portions(lines: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    lines = iter(lines)
    while portion := list(islice(lines, _PORTION)):
        yield portion


def _line(finding: Finding) -> dict[str, Any]:
    text = finding.text
    return {
        "rule_id": finding.rule_key,
        "catalogue": finding.rule.catalogue,
        "rule_version": finding.rule.version,
        "subject": text.subject,
        "strength": finding.strength,
        "excluded": finding.excluded,
        "exclusion": text.exclusion,
        "amount": Decimal(finding.amount_fen).scaleb(-2) if finding.amount_fen else None,
        "explanation_zh": text.explanation_zh,
        "explanation_en": text.explanation_en,
        "evidence": text.evidence,
        "fingerprint": finding.fingerprint,
        "evidence_digest": finding.evidence_digest,
        "untested": text.untested,
        "county": finding.county or None,
        "fund": finding.fund or None,
        "month": finding.month or None,
    }


@dataclass(frozen=True)
class Returned:
    """What a returned workbook changed: verdicts recorded, those known already, and rows that were not taken."""

    recorded: int
    known: int
    problems: Sequence[tuple[str, Message]]


def read_back(*, path: Path, name: str, by: User, at: datetime) -> Returned:
    """
    Records the verdicts of a returned workbook, each for itself. Rows that were not answered change nothing.

    Denied without FINDING_REVIEW; Refused as by `read_feedback`, or when the file is too costly to read.
    """
    accounts.check(by, Permission.FINDING_REVIEW, at=at)
    try:
        feedback: Feedback = call_guarded(read_feedback, path, subject=name, guard=GUARD)
    except Refused as refused:  # by the name that its sender knows, not that of its place here
        raise Refused(refused.code, Message(*(text.replace(path.name, name) for text in refused.message))) from None
    problems = [(f"{bad.sheet}!{bad.row}", bad.message) for bad in feedback.problems]
    recorded = known = 0
    for verdict in feedback.verdicts:
        try:
            changed = _take(verdict, by, at)
            recorded, known = recorded + changed, known + (not changed)
        except MingchaError as error:
            problems.append((verdict.where, error.message))
    detail = {"recorded": recorded, "known": known, "problems": len(problems)}
    with transaction.atomic():
        audit.record("finding.imported", by=by, at=at, detail=detail)
    return Returned(recorded, known, problems)


def _take(verdict: Verdict, by: User, at: datetime) -> bool:
    """Whether the verdict said something new about the finding it belongs to."""
    visible = access.visible_findings(by, Permission.FINDING_REVIEW, at=at)
    mine = list(visible.filter(fingerprint=verdict.fingerprint, rule_key=verdict.rule_id))
    finding = next((f for f in mine if f.evidence_digest == verdict.evidence_digest), mine[0] if mine else None)
    if finding is None:
        raise NotFound("finding.unknown", access.UNKNOWN)
    last = finding.reviews.filter(standing=True, rule=finding.rule_id).first()
    answer = (verdict.outcome, verdict.note, verdict.verifier, verdict.verified_on, verdict.evidence_digest)
    if last and answer == (last.verdict, last.note, last.verifier, last.verified_on, last.evidence_digest):
        return False
    operations.record_verdict(
        number=finding.number,
        verdict=verdict.outcome,
        note=verdict.note,
        evidence_digest=verdict.evidence_digest,
        verifier=verdict.verifier,
        verified_on=verdict.verified_on,
        seen=finding.standing,
        by=by,
        at=at,
    )
    return True
