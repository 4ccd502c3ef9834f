"""
The precision ledger: every verdict ever read, one JSON line each, only ever appended to.

A line is a verdict or the note that a workbook was read. Reading the same bytes again therefore changes nothing, even
after other workbooks have been read in between.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from mingcha.engine.results.verdicts import Standing, Verdict
from mingcha.engine.results.wording import DISMISSING
from mingcha.engine.results.writing import refusal

Matter = tuple[str, int, str, str]
#: Columns of the findings that a verdict is compared with.
COMPARED = ("rule_id", "fingerprint", "rule_version", "evidence_digest")


@dataclass(frozen=True)
class Recorded:
    """What recording changed: verdicts appended, verdicts already known, and appended ones by their standing."""

    added: int
    known: int
    standings: Mapping[Standing, int]


def record(ledger_path: Path, verdicts: Iterable[Verdict], findings: pa.Table | None = None) -> Recorded:
    """
    Append the verdicts that say something new.

    With `findings`, each verdict is marked when it answers another rule version, other evidence, or no finding of this
    run; it is kept all the same.
    """
    offered = list(verdicts)
    sources, latest = _state(ledger_path)
    now = _current(findings)
    fresh = []
    for verdict in offered:
        earlier = latest.get(verdict.matter)
        if verdict.source in sources or (earlier is not None and earlier.answer == verdict.answer):
            continue
        fresh.append(replace(verdict, standing=_standing(verdict, now)) if now is not None else verdict)
    read = sorted({v.source for v in offered if v.source} - sources)
    lines = [{"kind": "verdict", **v.as_record()} for v in fresh] + [{"kind": "read", "source": s} for s in read]
    _append(ledger_path, lines)
    standings: dict[Standing, int] = {}
    for verdict in fresh:
        standings[verdict.standing] = standings.get(verdict.standing, 0) + 1
    return Recorded(len(fresh), len(offered) - len(fresh), standings)


def load(ledger_path: Path) -> list[Verdict]:
    """The latest verdict on each matter, in the order in which they were recorded."""
    return list(_state(ledger_path)[1].values())


def dismissed(ledger_path: Path) -> set[tuple[str, str]]:
    """(fingerprint, evidence digest) of findings that verification cleared: cleared until their evidence changes."""
    last: dict[tuple[str, str], str] = {}
    for verdict in load(ledger_path):
        key = (verdict.fingerprint, verdict.evidence_digest)
        last.pop(key, None)
        last[key] = verdict.outcome
    return {key for key, outcome in last.items() if outcome in DISMISSING}


def _state(ledger_path: Path) -> tuple[set[str], dict[Matter, Verdict]]:
    """Workbooks read so far, and the latest verdict on each matter."""
    sources: set[str] = set()
    latest: dict[Matter, Verdict] = {}
    for line in _lines(ledger_path):
        if line.get("kind") == "read":
            sources.add(str(line.get("source")))
        elif line.get("kind") == "verdict":
            verdict = Verdict.from_record(line)
            latest.pop(verdict.matter, None)
            latest[verdict.matter] = verdict
    return sources, latest


def _lines(ledger_path: Path) -> Iterable[dict[str, object]]:
    """The lines that are whole: the last one may have been cut by a power failure, and then it was never promised."""
    if not ledger_path.exists():
        return
    with ledger_path.open(encoding="utf-8", errors="replace") as stream:
        for text in stream:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line


def _append(ledger_path: Path, lines: list[dict[str, object]]) -> None:
    if not lines:
        return
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    try:
        ledger_path.parent.mkdir(parents=True, exist_ok=True)
        torn = _torn(ledger_path)
        with ledger_path.open("ab") as stream:
            stream.write((b"\n" if torn else b"") + text.encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise refusal(ledger_path, error) from error


def _torn(ledger_path: Path) -> bool:
    """Whether the file ends in the middle of a line."""
    if not ledger_path.exists() or ledger_path.stat().st_size == 0:
        return False
    with ledger_path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) != b"\n"


def _current(findings: pa.Table | None) -> dict[tuple[str, str], tuple[int, str]] | None:
    """Rule and fingerprint → version and evidence digest of this run."""
    if findings is None:
        return None
    columns = (findings[c].to_pylist() for c in COMPARED)
    return {(rule, print_): (version, digest) for rule, print_, version, digest in zip(*columns, strict=True)}


def _standing(verdict: Verdict, now: Mapping[tuple[str, str], tuple[int, str]]) -> Standing:
    found = now.get((verdict.rule_id, verdict.fingerprint))
    if found is None:
        return "unknown"
    if found[0] != verdict.rule_version:
        return "other_version"
    return "current" if found[1] == verdict.evidence_digest else "changed_evidence"
