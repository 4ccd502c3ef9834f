"""
The findings of a run, from the engine's sealed files into the database: staged in short transactions, then published in
one.

Staging holds the write lock for a fraction of a second at a time, so that nobody waits while a hundred thousand
findings come in; until they are published nobody sees one. Staging again after a killed worker begins by clearing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import KEPT_SCHEMA
from mingcha.matching.models import Finding, FindingKey, FindingSet, FindingText, Run, Sighting
from mingcha.matching.states import FINDING, REOPENING

#: Findings in one short transaction.
PORTION = 1_000
_WHY = "taking in a run"
_LINE = tuple(
    "evidence_digest content_digest rule_id rule_key strength excluded amount_fen area township county fund month"
    " office_id".split()
)
_TEXT = ("subject", "explanation_zh", "explanation_en", "exclusion", "untested", "evidence")


@dataclass(frozen=True)
class Place:
    """What a run knows besides its rows: rule id → key of its version, file name → office, and the area of all."""

    versions: Mapping[str, int]
    offices: Mapping[str, int]
    area: int


def number_of(purpose_id: int, fingerprint: str) -> str:
    """What a finding is called: sixteen hex digits."""
    return hashlib.sha256(f"{purpose_id}|{fingerprint}".encode()).hexdigest()[:16]


def everything() -> FindingSet:
    """All findings, published or not."""
    return Finding.objects.all().for_system(_WHY)


def clear(run: Run) -> None:
    """Takes away what an earlier attempt at this run had staged."""
    Sighting.objects.filter(run=run).delete()
    while left := list(everything().filter(first_run=run, published=False).values_list("pk", flat=True)[:PORTION]):
        with transaction.atomic():
            everything().filter(pk__in=left).delete()


def stage(run: Run, findings: Findings, place: Place, at: datetime, beat: Callable[[], None] = lambda: None) -> None:
    """Writes the findings of a run without showing them. `beat` is called between portions and may raise."""
    for batch in findings.batches(KEPT_SCHEMA.names):
        for start in range(0, batch.num_rows, PORTION):
            _stage(run, batch.slice(start, PORTION).to_pylist(), place, at)
            beat()


@transaction.atomic
def _stage(run: Run, rows: list[dict[str, Any]], place: Place, at: datetime) -> None:
    contents = {number_of(run.purpose_id, row["fingerprint"]): _content(row, place) for row in rows}
    known = everything().filter(number__in=list(contents), published=True)
    before = {number: (key, digest) for number, key, digest in known.values_list("number", "pk", "content_digest")}
    seen = []
    for number, (key, digest) in before.items():
        content = contents.pop(number)
        seen.append(Sighting(run=run, finding_id=key, content=content if content["content_digest"] != digest else None))
    Sighting.objects.bulk_create(seen)
    made = [_finding(number, run, content, at) for number, content in contents.items()]
    Finding.objects.bulk_create(made)
    _write_texts({finding.pk: contents[finding.number] for finding in made})


def publish(run: Run, ran: Sequence[str], at: datetime) -> dict[str, int]:
    """
    Shows the run, inside the caller's transaction: what is new, what was seen again, what is gone among the rules that
    ran, what is looked at again because its evidence changed. Returns how many of each, for the log.
    """
    for portion in _portions(Sighting.objects.filter(run=run, content__isnull=False).order_by("pk")):
        _change(run, portion, at)
    fresh = everything().filter(first_run=run, published=False).update(published=True)
    again = everything().filter(pk__in=Sighting.objects.filter(run=run).values("finding_id"))
    returned = Case(When(presence="gone", then=Value("new")), default=Value("persisting"))
    seen = again.update(presence=returned, last_run=run)
    here = everything().filter(purpose=run.purpose_id, rule_key__in=ran)
    gone = here.exclude(last_run=run).exclude(presence="gone").update(presence="gone")
    changed = everything().filter(last_run=run, state="reviewed", verdict__in=REOPENING)
    state = FINDING.target("evidence_changed", "reviewed")
    reopened = changed.exclude(judged_digest=F("evidence_digest")).update(
        state=state, state_at=at, verdict="", judged_digest="", assignee=None
    )
    Sighting.objects.filter(run=run).delete()
    return {"new": fresh, "seen": seen, "gone": gone, "reopened": reopened}


def _portions(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:PORTION]):
        last = portion[-1].pk
        yield portion


def _change(run: Run, seen: Iterable[Sighting], at: datetime) -> None:
    """Known findings about which the run says something new."""
    contents = {sighting.finding_id: sighting.content for sighting in seen if sighting.content is not None}
    numbers = dict(everything().filter(pk__in=list(contents)).values_list("pk", "number"))
    changed = [_finding(numbers[key], run, content, at) for key, content in contents.items()]
    Finding.objects.bulk_create(changed, update_conflicts=True, unique_fields=["number"], update_fields=list(_LINE))
    FindingKey.objects.filter(finding_id__in=list(contents)).delete()
    _write_texts(contents)


def _write_texts(contents: Mapping[int, dict[str, Any]]) -> None:
    texts = [FindingText(finding_id=key, **{n: content[n] for n in _TEXT}) for key, content in contents.items()]
    FindingText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["finding"], update_fields=list(_TEXT), batch_size=500
    )
    FindingKey.objects.bulk_create(
        [FindingKey(finding_id=key, key=name) for key, content in contents.items() for name in content["named"]],
        batch_size=5_000,
    )


def _finding(number: str, run: Run, content: dict[str, Any], at: datetime) -> Finding:
    return Finding(
        number=number,
        purpose_id=run.purpose_id,
        fingerprint=content["fingerprint"],
        first_run=run,
        last_run=run,
        state_at=at,
        **{name: content[name] for name in _LINE},
    )


def _content(row: dict[str, Any], place: Place) -> dict[str, Any]:
    """A row of the engine as what is stored of it; plain values."""
    area = row["area"] or (row["county"] or 0) * 1_000_000 or place.area
    content: dict[str, Any] = {name: row[name] or "" for name in _TEXT}
    content |= {
        "fingerprint": row["fingerprint"],
        "evidence_digest": row["evidence_digest"],
        "rule_id": place.versions[row["rule_id"]],
        "rule_key": row["rule_id"],
        "strength": row["strength"],
        "excluded": bool(row["excluded"]),
        "amount_fen": int(row["amount"] * 100) if row["amount"] is not None else 0,
        "area": area,
        "township": area // 1_000 if area % 1_000_000 else 0,
        "county": area // 1_000_000,
        "fund": (row["fund"] or "")[:60],
        "month": row["month"] or 0,
        "office_id": place.offices.get(_first_file(row["evidence"])),
        "named": sorted(set(row["named"] or ())),
    }
    told = json.dumps(content, ensure_ascii=False, sort_keys=True)
    content["content_digest"] = hashlib.sha256(told.encode()).hexdigest()[:32]
    return content


def _first_file(evidence: str | None) -> str:
    """The file of the first evidence row, without reading the others."""
    if not evidence or evidence[1:2] != "{":
        return ""
    first, _ = json.JSONDecoder().raw_decode(evidence, 1)
    return str(first.get("file", ""))
