"""What a finding says at a moment, as plain values that the room above keeps: later runs change the finding."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.timezone import localtime

from mingcha.matching import catalogue, showing
from mingcha.matching.models import Finding
from mingcha.matching.states import VERDICTS

#: Evidence rows that are kept; the finding itself has all.
MOST_ROWS = 200


def quote(finding: Finding) -> dict[str, Any]:
    """
    The sentence, rule with its dated parameters, masked evidence rows and their dates, innocent explanations and how
    they fared, what would clear, and the verdict that stands. Texts in both languages are lists of two.
    """
    rule = catalogue.rule_of(finding.rule)
    rows = showing.evidence_of(finding)
    return {
        "number": finding.number,
        "rule": [finding.rule.rule_id, finding.rule.version, finding.rule.catalogue],
        "title": [*finding.rule.title],
        "strength": finding.strength,
        "as_of": finding.last_run.as_of.isoformat() if finding.last_run.as_of else "",
        "amount_fen": finding.amount_fen,
        "fund": finding.fund,
        "purpose": finding.purpose.title,
        "sentence": [*finding.text.explanation],
        "rows": [_row(row) for row in rows[:MOST_ROWS]],
        "rows_left": max(0, len(rows) - MOST_ROWS),
        "moments": [[m.when, *m.what, *m.row.dataset] for m in showing.timeline(rows)],
        "verify": [*rule.verify] if rule else None,
        "clears": [*rule.clears] if rule else None,
        "basis": list(rule.basis) if rule else [],
        "exclusions": [[[*x.title], x.outcome] for x in showing.exclusions_of(finding, rule)],
        "parameters": [_parameter(used) for used in showing.parameters_of(finding, rule)],
        "verdict": _verdict(finding),
    }


def _row(row: showing.Row) -> dict[str, Any]:
    values = [[*value.title, *value.said] for value in row.values]
    return {"dataset": [*row.dataset], "spot": asdict(row.spot), "values": values}


def _parameter(used: showing.Used) -> dict[str, Any]:
    return {"title": [*used.title], "value": f"{used.value} {used.unit.zh}".strip(), "since": used.since.isoformat()}


def _verdict(finding: Finding) -> dict[str, Any] | None:
    review = finding.reviews.filter(standing=True).select_related("by").first()
    if review is None:
        return None
    said = {"word": [*VERDICTS[review.verdict]], "note": review.note, "by": review.by.name}
    return {**said, "at": localtime(review.at).isoformat(timespec="minutes")}
