"""A card per rule: what it asks and a few of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.results.figures import Group, per, text_label
from mingcha.engine.results.hits import Hit, evidence_lines, hits
from mingcha.engine.running.model import RuleReport
from mingcha.kernel.messages import Language, Message

SAMPLES = 5  # findings a rule; the workbook has them all
_EVIDENCE, _MOST_TEXT = 2, 400
_ORDER = [("strength", "ascending"), ("amount", "descending"), ("fingerprint", "ascending")]


@dataclass(frozen=True)
class Sample:
    """One finding as told in the report."""

    sentence: Message
    evidence: Message


@dataclass(frozen=True)
class Card:
    """A rule that has findings, with its first ones."""

    report: RuleReport
    figures: Group
    samples: tuple[Sample, ...]


def cards(reports: Sequence[RuleReport], findings: pa.Table) -> list[Card]:
    """Cards of the rules that have findings, in the order of the catalogue."""
    groups = per(findings, "rule_id", text_label)
    standing = findings.filter(pc.invert(findings["excluded"]))
    made = []
    for report in sorted(reports, key=lambda r: (r.rule.catalogue, r.rule.id)):
        rows = standing.filter(pc.equal(standing["rule_id"], report.rule.id))
        if rows.num_rows:
            samples = tuple(_sample(hit) for hit in hits(rows.sort_by(_ORDER).slice(0, SAMPLES)))
            made.append(Card(report, groups[report.rule.id], samples))
    return made


def _sample(hit: Hit) -> Sample:
    told = hit.explanation
    return Sample(Message(_cut(told.zh), _cut(told.en)), Message(_evidence(hit, "zh"), _evidence(hit, "en")))


def _evidence(hit: Hit, language: Language) -> str:
    return "\n".join(_cut(line) for line in evidence_lines(hit.evidence, _EVIDENCE, language))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
