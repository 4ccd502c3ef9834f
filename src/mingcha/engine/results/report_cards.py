"""A card per rule: what it asks and a few of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.results.figures import COLUMNS, Group, per, text_label
from mingcha.engine.results.hits import Hit, evidence_lines, hits
from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import FINDINGS_SCHEMA, RuleReport
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


def cards(reports: Sequence[RuleReport], findings: Findings | pa.Table) -> list[Card]:
    """Cards of the rules that have findings, in the order of the catalogue."""
    found = Findings.of(findings)
    groups = per(found.select(COLUMNS), "rule_id", text_label)
    made = []
    for report in sorted(reports, key=lambda r: (r.rule.catalogue, r.rule.id)):
        if report.rule.id in groups and groups[report.rule.id].findings:
            samples = tuple(_sample(hit) for hit in hits(_first(found.of_rule(report.rule.id))))
            made.append(Card(report, groups[report.rule.id], samples))
    return made


def _first(found: Findings) -> pa.Table:
    """The rows to be shown of one rule; of the others not even the evidence is kept in memory."""
    first = FINDINGS_SCHEMA.empty_table()
    for batch in found.batches():
        table = pa.Table.from_batches([batch])
        standing = table.filter(pc.invert(table["excluded"]))
        first = pa.concat_tables([first, standing]).sort_by(_ORDER).slice(0, SAMPLES)
    return first


def _sample(hit: Hit) -> Sample:
    told = hit.explanation
    return Sample(Message(_cut(told.zh), _cut(told.en)), Message(_evidence(hit, "zh"), _evidence(hit, "en")))


def _evidence(hit: Hit, language: Language) -> str:
    return "\n".join(_cut(line) for line in evidence_lines(hit.evidence, _EVIDENCE, language))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
