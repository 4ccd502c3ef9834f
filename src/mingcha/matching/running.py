"""
A run, seen from the worker: the engine matches the released records of a purpose, and its findings are taken in.

Done twice it gives the same: the engine finds its results by content, and staging begins by clearing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.datasets import engine, progress, queries
from mingcha.datasets.models import Progress
from mingcha.engine.reading import Canceled
from mingcha.engine.rules.library import Library
from mingcha.engine.running.model import RuleReport
from mingcha.engine.running.run import Request, Result, Step, match_records
from mingcha.kernel import transitions
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Message
from mingcha.matching import catalogue, recounting, recusing, taking_in
from mingcha.matching.models import RuleVersion, Run
from mingcha.matching.states import RUN

_DEFECT = Message(
    "比对程序出错，已记入日志。请把运行编号和时间告诉系统管理员，修复后可重新运行。",
    "The matching failed with a defect, which is in the log. Tell the administrator number and time; run again later.",
)
CANCELED = Message("运行已取消。没有产生任何疑点。", "The run was cancelled. It left no finding.")


@dataclass(frozen=True)
class Matched:
    """What the engine gave for a run, and what is needed to take it in."""

    result: Result
    place: taking_in.Place
    recusals: recusing.Found


def work(*, run_id: int, progress_id: int, clock: Callable[[], datetime]) -> None:
    """
    Carries out a run from start to end: the door of the worker, `clock` says what time it is.

    Refused when it was cancelled before it began, or another worker has it. What a person can mend is written down and
    not raised; a defect is written down and raised.
    """
    task = progress.begin(progress_id=progress_id, at=clock())
    beat = progress.Beat(task, clock)
    run = begin(run_id=run_id, at=clock())
    try:
        taking_in.clear(run)
        matched = match(run, lambda step: beat(step.stage, step.name, done=step.done, total=step.total))
        taking_in.stage(run, matched.result.findings, matched.place, clock(), lambda: beat("take_in"))
        finish(run=run, task=task, matched=matched, at=clock())
    except Canceled:
        stop(run=run, task=task, message=CANCELED, canceled=True, at=clock())
    except MingchaError as error:
        stop(run=run, task=task, message=error.message, at=clock())
    except Exception:
        stop(run=run, task=task, message=_DEFECT, at=clock())
        raise


def begin(*, run_id: int, at: datetime) -> Run:
    """Moves a run into running; one whose worker was killed stays there."""
    found = Run.objects.all().for_system("the worker carries it out").select_related("purpose__area")
    run = found.get(pk=run_id)
    transitions.move(run, RUN, "begun", at=at)
    return run


def match(run: Run, watch: Callable[[Step], None]) -> Matched:
    """What the engine finds in the released files. Refused as by the engine, and when a file was lost."""
    library = catalogue.library()
    uploads = list(queries.released_uploads(run.purpose))
    run.inputs = [
        {"upload": u.pk, "office": u.office_id, "name": u.read_as, "record": u.record_digest} for u in uploads
    ]
    records = [queries.record_of(u) for u in uploads]
    result = match_records(request_for(run, library), library, records, watch)
    recusals = recusing.search(records, result.summary.as_of)
    used = {report.rule.id for report in result.summary.rules}
    keys = {(v.rule_id, v.version): v.pk for v in RuleVersion.objects.filter(rule_id__in=used)}
    versions = {r.rule.id: keys[r.rule.id, r.rule.version] for r in result.summary.rules}
    offices = {upload.read_as: upload.office_id for upload in uploads}
    return Matched(result, taking_in.Place(versions, offices, int(run.purpose.area.code)), recusals)


def request_for(run: Run, library: Library) -> Request:
    """The run as the engine is asked for it. Rules that were taken out of use since it was asked for are left out."""
    rules = tuple(rule for rule in (run.rules or library.rules) if rule in library.rules)
    folder = Path(f"purpose-{run.purpose_id}")
    return Request(folder, engine.context(), run.as_of, rules, demo=settings.DEMO)


@transaction.atomic
def finish(*, run: Run, task: Progress, matched: Matched, at: datetime) -> None:
    """
    Publishes what was staged and closes the run for good. Who has to stay away is known with the first finding seen:
    all of it is one transaction.

    The log is locked last, behind the findings: others lock a finding and then the log, and nobody waits for it while
    the findings are counted.
    """
    summary = matched.result.summary
    ran = [report.rule.id for report in summary.rules if report.status == "ran"]
    counts = taking_in.publish(run, ran, at)
    known: Mapping[str, Any] = {
        "as_of": summary.as_of,
        "inputs": run.inputs,
        "reports": [_told(report) for report in summary.rules],
        "versions": dict(matched.place.versions),
        "sql": {report.rule.id: report.sql for report in summary.rules if report.sql},
    }
    transitions.move(run, RUN, "finished", at=at, **known)
    progress.finish(progress=task, at=at)
    changes = recounting.differences(run.purpose_id)
    recusing.keep_for(run, matched.recusals, at=at)
    audit.record("run.finished", subject=run.audit_name, by=audit.SYSTEM, at=at, detail={**counts, "rules": len(ran)})
    recounting.enter(changes)


def _told(report: RuleReport) -> dict[str, Any]:
    """What became of a rule, without how much it found."""
    message = report.message
    return {
        "rule": report.rule.id,
        "version": report.rule.version,
        "status": report.status,
        "zh": message.zh if message else "",
        "en": message.en if message else "",
        "untested": list(report.untested),
    }


@transaction.atomic
def stop(*, run: Run, task: Progress, message: Message, canceled: bool = False, at: datetime) -> None:
    """The run came to nothing, or somebody asked for its end."""
    if canceled:
        progress.cancel(progress=task, at=at)
    else:
        progress.fail(progress=task, message=message, at=at)
    give_up(run=run, message=message, canceled=canceled, at=at)


@transaction.atomic
def give_up(*, run: Run, message: Message, canceled: bool = False, at: datetime) -> None:
    """Marks a run as failed or cancelled with the sentence why, and takes away what it had staged."""
    taking_in.clear(run)
    event = "canceled" if canceled else "failed"
    transitions.move(run, RUN, event, at=at, failure_zh=message.zh, failure_en=message.en)
    audit.record(f"run.{event}", subject=run.audit_name, by=audit.SYSTEM, at=at)


def missing_rules(asked: Sequence[str], library: Library) -> list[str]:
    """Rules asked for that are not in use."""
    return sorted(set(asked) - library.rules.keys())
