"""
Reading one file, seen from the worker: a limited child opens, reads and examines it, the worker beats and writes down
what came of it. Done twice it gives the same: everything the child leaves is named by its content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.datasets import drift, engine, progress
from mingcha.datasets.access import local_day
from mingcha.datasets.child import Job, Outcome, examine_read, read_sealed
from mingcha.datasets.columns import questions
from mingcha.datasets.models import Progress, Upload
from mingcha.datasets.report import Report
from mingcha.datasets.sealed import sources
from mingcha.datasets.states import UPLOAD
from mingcha.engine.reading import Canceled, Guard, call_guarded
from mingcha.engine.store.model import FileRecord
from mingcha.kernel import codec, transitions
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Message

GUARD = Guard()
_DEFECT = Message(
    "读取程序出错，已记入日志。请把文件编号和时间告诉系统管理员，修复后可重新读取。",
    "The reader failed with a defect, which is in the log. Tell the administrator number and time; read again later.",
)
CANCELED = Message("读取已取消。需要时可重新读取。", "Reading was cancelled. It can be started again.")


def read(*, upload_id: int, progress_id: int, clock: Callable[[], datetime], guard: Guard = GUARD) -> None:
    """
    Reads an upload from start to end: the door of the worker, `clock` says what time it is.

    Refused when the work was cancelled before it began, or another worker has it. What is wrong with the file is
    written down and not raised; a defect is written down and raised.
    """
    work = progress.begin(progress_id=progress_id, at=clock())
    beat = progress.Beat(work, clock)
    upload = start(upload_id=upload_id, at=clock())
    job = job_for(upload, at=clock())

    def heard(told: tuple[str, str, dict[str, int]]) -> None:
        beat(told[0], told[1], **told[2])

    try:
        call_guarded(read_sealed, job, subject=upload.read_as, guard=guard, on_report=heard)
        text = call_guarded(examine_read, job, subject=upload.read_as, guard=guard, on_report=heard)
        outcome = codec.loads(Outcome, text)
    except Canceled:
        stop(upload=upload, work=work, message=CANCELED, canceled=True, at=clock())
    except MingchaError as error:
        stop(upload=upload, work=work, message=error.message, at=clock())
    except Exception:
        stop(upload=upload, work=work, message=_DEFECT, at=clock())
        raise
    else:
        keep(upload=upload, work=work, job=job, outcome=outcome, at=clock())


def start(*, upload_id: int, at: datetime) -> Upload:
    """Moves an upload into reading; one that a killed worker was reading stays there."""
    found = Upload.objects.all().for_system("the worker reads it").select_related("office", "area", "purpose")
    upload = found.get(pk=upload_id)
    if upload.state != "reading":
        transitions.move(upload, UPLOAD, "started", at=at, failure_zh="", failure_en="")
    return upload


def job_for(upload: Upload, *, at: datetime) -> Job:
    """Everything the child needs."""
    context = engine.context_for(upload)
    engine.layout()
    digest = context.record_digest(upload.content, upload.read_as)
    return Job(
        context, sources() / upload.sealed, upload.read_as, digest, mapping_path(digest), before(upload), local_day(at)
    )


def mapping_path(digest: str) -> Path:
    """Where lies sealed what each sheet of a record was understood to be."""
    return sources() / f"{digest}.mapping"


def before(upload: Upload) -> Mapping[str, FileRecord]:
    """By dataset, the record that the same office had released last."""
    found: dict[str, FileRecord] = {}
    released = (
        Upload.objects.all().for_system("compared in counts only").filter(office=upload.office_id, state="released")
    )
    for earlier in released.exclude(pk=upload.pk).order_by("-released_at")[:50]:
        fresh = [dataset for dataset in earlier.datasets if dataset not in found]
        record = engine.layout().load_record(earlier.record_digest) if fresh else None
        if record is not None:
            found |= dict.fromkeys(fresh, record)
    return found


@transaction.atomic
def keep(*, upload: Upload, work: Progress, job: Job, outcome: Outcome, at: datetime) -> None:
    """Writes down what came of a file that was read: ready, in need of answers, held for its drift, or unusable."""
    record = engine.layout().load_record(job.digest)
    if record is None:
        raise RuntimeError(f"{upload.audit_name}: read without leaving a record")
    report = _report(upload, outcome, at)
    event, failure = _verdict(upload, record, report)
    datasets = sorted({version.dataset for version in record.versions})
    known = {
        "record_digest": job.digest,
        "datasets": datasets,
        "rows": sum(v.quality.counts.normalised for v in record.versions),
        "quarantined": sum(v.quality.counts.quarantined for v in record.versions),
        "report": codec.dumps(report),
        "failure_zh": failure.zh,
        "failure_en": failure.en,
    }
    transitions.move(upload, UPLOAD, event, at=at, **known)
    progress.finish(progress=work, at=at)
    detail = {"state": upload.state, "rows": upload.rows, "quarantined": upload.quarantined, "datasets": datasets}
    audit.record("upload.read", subject=upload.audit_name, by=audit.SYSTEM, at=at, detail=detail)


@transaction.atomic
def stop(*, upload: Upload, work: Progress, message: Message, canceled: bool = False, at: datetime) -> None:
    """The file could not be read, or somebody asked for the end."""
    if canceled:
        progress.cancel(progress=work, at=at)
    else:
        progress.fail(progress=work, message=message, at=at)
    give_up(upload=upload, message=message, at=at)


@transaction.atomic
def give_up(*, upload: Upload, message: Message, at: datetime) -> None:
    """Marks an upload as failed with the sentence why."""
    transitions.move(upload, UPLOAD, "failed", at=at, failure_zh=message.zh, failure_en=message.en)
    audit.record("upload.failed", subject=upload.audit_name, by=audit.SYSTEM, at=at)


def _report(upload: Upload, outcome: Outcome, at: datetime) -> Report:
    titles = {name: Message(spec.title_zh, spec.title_en) for name, spec in engine.specs().items()}
    day = local_day(at)
    examined = outcome.examination
    return Report(
        examined.issues,
        {str(source): count for source, count in examined.repeats.items()},
        examined.drift,
        tuple(excess for found in examined.drift for excess in drift.excesses(found, titles, day)),
        questions(outcome.blocks, upload.purpose.datasets, titles),
    )


def _verdict(upload: Upload, record: FileRecord, report: Report) -> tuple[str, Message]:
    """The event that follows, and the sentence when the file is unusable."""
    if report.questions:
        return "questioned", Message("", "")
    if not record.versions:
        said = record.failures[0].message if record.failures else _NOTHING
        return "failed", said
    return ("held" if report.excesses else "read"), Message("", "")


_NOTHING = Message(
    "文件中没有可用的数据表。请核对后重新报送。",
    "The file holds no table that can be used. Check it and hand it in again.",
)
